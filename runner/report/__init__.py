"""The report for people: what the runs of an evening or a period did, as one page."""
