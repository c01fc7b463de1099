# Each word is one of ./run, which works without make too.
.PHONY: run test check bench screens image reset lock map
.DEFAULT_GOAL := run

run:    ## set everything up, do the main job once on the demo plan, serve the console
	@./run run

test:   ## run the tests; ARGS="tests/agreement -q" passes words on
	@./run test $(ARGS)

check:  ## lint, types, layers, migrations, form, tests
	@./run check

bench:  ## run the benchmarks; ARGS="opening" runs one
	@./run bench $(ARGS)

screens: ## picture every page in every role and every paper, with an index in var/screens
	@./run screens $(ARGS)

image:  ## build the image without a daemon, do a print job in it; ARGS="--install" gets what is missing
	@./run image $(ARGS)

reset:  ## remove what make run keeps in var/
	@./run reset

lock:   ## resolve requirements/*.in again
	@./run lock

map:    ## write docs/agreement-map.md again
	@./run map
