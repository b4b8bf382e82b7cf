"""From a template and an environment to the reviewed text that runs."""
