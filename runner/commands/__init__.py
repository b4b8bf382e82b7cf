"""The command `lapse`: arguments in, words out."""
