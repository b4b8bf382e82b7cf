# The targets that the Makefile of a project includes: the evening of an environment, a demo, the check of the reviews.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The command, and what to do where it is missing.
LAPSE ?= lapse
GET_LAPSE ?= install it, or name it: make LAPSE=/path/to/lapse ...
LOG ?= $(CURDIR)/log
# ENV=prod logs to log/prod.log, ENV=/etc/lapse/prod.toml to log/etc/lapse/prod.log. Blanks are hidden from make, which splits at them.
BLANK := $(subst ,, )
ENV_WORD := $(subst $(BLANK),?,$(ENV))
RUN_LOG := $(LOG)/$(subst ?,$(BLANK),$(if $(filter %.toml,$(ENV_WORD)),$(patsubst /%.toml,%,$(abspath $(ENV_WORD))),$(ENV_WORD)))
REVIEWED ?= prod
DEMO_DIR := .demo
DEMO := unset $${!LAPSE_@}; "$(LAPSE)" --env demo
NEEDS_LAPSE = command -v "$(LAPSE)" >/dev/null || { echo "$(LAPSE) is missing: $(GET_LAPSE); nothing was done" >&2; exit 1; }

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: ## see permissions lapse: a made-up company on the embedded database, about half a minute
	@$(NEEDS_LAPSE)
	@test ! -d $(DEMO_DIR) || { $(DEMO) runs || true; } >/dev/null 2>&1  # takes a killed demo's server down with it
	@test ! -e $(DEMO_DIR)/database/postmaster.pid || { echo "another demo still runs in $(CURDIR)/$(DEMO_DIR)" >&2; exit 1; }
	@rm -rf $(DEMO_DIR)
	@echo "== an embedded database, and lapse's own tables in it (lapse migrate)"
	@$(DEMO) migrate
	@echo "== a made-up company and 200 days of its access log (lapse demo)"
	@$(DEMO) demo
	@echo "== what would be revoked, and why: sync and judge (lapse plan)"
	@$(DEMO) plan
	@echo "== the evening: sync, judge, revoke (lapse run)"
	@$(DEMO) run
	@echo "== some of what was revoked (lapse revocations 3)"
	@$(DEMO) revocations 3 | awk 'NR == 1 || NR % 1250 == 2'
	@echo "== the runs (lapse runs)"
	@$(DEMO) runs
	@echo "look around in $(CURDIR) with: $(LAPSE) --env demo candidates 3 | less"
	@echo "and for one of the lines above: $(LAPSE) --env demo why USER PROGRAM"
	@echo "== a page on that evening, to open in a browser (lapse report)"
	@$(DEMO) report --out $(DEMO_DIR)/report.html

# Make itself ends with 2 whatever failed, so the exit code of lapse is kept beside the log; see crontab.example.
.PHONY: run
run: ## the evening of one environment (sync, judge, revoke), for cron: make run ENV=prod
	@test -n "$(ENV)" || { echo "name an environment: make run ENV=prod" >&2; exit 1; }
	@{ mkdir -p "$$(dirname "$(RUN_LOG)")" && echo 1 > "$(RUN_LOG).exit"; } || \
	  { echo "$(RUN_LOG).exit cannot be written, so nothing was done" >&2; exit 1; }
	@$(NEEDS_LAPSE)
	@code=0; "$(LAPSE)" --env "$(ENV)" run > /dev/null 2>> "$(RUN_LOG).log" || code=$$?; \
	  echo "$$code" > "$(RUN_LOG).exit"; \
	  test "$$code" -eq 0 || { tail -n 1 "$(RUN_LOG).log" >&2; echo "lapse run ended with exit code $$code; log: $(RUN_LOG).log" >&2; exit "$$code"; }

# Exit codes from the best to the worst; one that is not among them is worse still.
WORST_LAST := 0 3 75 4 5 2 1
JOBS ?= 4

.PHONY: run-log
run-log:
	@printf '%s\n' "$(RUN_LOG)"

# All exit codes are 1 until an evening writes its own, so that none of yesterday is taken for one of today.
.PHONY: run-all
run-all: export ENVS := $(ENVS)
run-all: ## the evenings of several environments, JOBS at a time: make run-all ENVS="crm erp" JOBS=4
	@test -n "$${ENVS// /}" || { echo 'name environments: make run-all ENVS="crm erp" JOBS=4' >&2; exit 1; }
	@{ mkdir -p "$(LOG)" && echo 1 > "$(LOG)/run-all.exit"; } || \
	  { echo "$(LOG)/run-all.exit cannot be written, so nothing was done" >&2; exit 1; }
	@$(NEEDS_LAPSE)
	@mapfile -t envs < <(xargs -n 1 printf '%s\n' <<< "$$ENVS"); \
	  logs=(); for env in "$${envs[@]}"; do logs+=("$$($(MAKE) -s run-log ENV="$$env")"); done; \
	  twice=$$(printf '%s\n' "$(LOG)/run-all" "$${logs[@]}" | sort | uniq -d | head -n 1); \
	  test -z "$$twice" || { echo "two would write to $$twice.exit: name each environment once; nothing was done" >&2; exit 1; }; \
	  for log in "$${logs[@]}"; do mkdir -p "$$(dirname "$$log")"; echo 1 > "$$log.exit"; done; \
	  printf '%s\0' "$${envs[@]}" | xargs -0 -P "$(JOBS)" -I {} $(MAKE) -s run ENV={} || true; \
	  codes=(); for log in "$${logs[@]}"; do code=$$(cat "$$log.exit"); codes+=("$${code:-1}"); done; \
	  for at in "$${!envs[@]}"; do echo "$${envs[at]}: exit code $${codes[at]}; log: $${logs[at]}.log"; done; \
	  for known in $(WORST_LAST); do for code in "$${codes[@]}"; do test "$$code" != "$$known" || worst=$$code; done; done; \
	  for code in "$${codes[@]}"; do case " $(WORST_LAST) " in *" $$code "*) ;; *) worst=$$code ;; esac; done; \
	  echo "$$worst" > "$(LOG)/run-all.exit"; exit "$$worst"

.PHONY: check
check: ## fail unless review/ is committed as lapse writes it now, for each of REVIEWED="prod ..."; CI calls it
	@$(NEEDS_LAPSE)
	@git rev-parse --is-inside-work-tree >/dev/null 2>&1 || \
	  { echo "$(CURDIR) is in no git repository: run git init, and commit review/; nothing was done" >&2; exit 1; }
	@for name in $(REVIEWED); do "$(LAPSE)" --env "$$name" review; done
	@git --no-pager diff --stat --exit-code -- review && test -z "$$(git ls-files --others --exclude-standard -- review)" || \
	  { echo "review/ is not what lapse would run: have a DBA read the difference, and commit review/" >&2; exit 1; }
