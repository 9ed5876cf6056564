PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check bench soak attack

# Each stamp stands for an installed set, made again only when what it was made from changes.
.venv/.run: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

.venv/.test: .venv/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt torch
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[transformers,training,test,check]'
	touch $@

run: .venv/.run
	@$(BIN)/mentorkompas chat

test: .venv/.test
	$(BIN)/python -m pytest

check: .venv/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/hadolint docker/Dockerfile

bench: .venv/.test
	$(BIN)/python -m tests.bench.speed
	$(BIN)/python -m tests.bench.telegram
	$(BIN)/python -m tests.bench.bot
	$(BIN)/python -m tests.bench.store
	$(BIN)/python -m tests.bench.reflection
	$(BIN)/python -m tests.bench.trends

attack: .venv/.test
	$(BIN)/python -m tests.privacy.attack

soak: .venv/.test
	ENCODER_FUZZ_TEXTS=21000 $(BIN)/python -m pytest tests/integration/test_encoder_fuzz.py
	LARGE_FOLDER_DOCUMENTS=5000 $(BIN)/python -m pytest tests/integration/test_bad_questions.py -k large
	BOT_KILLS=500 $(BIN)/python -m pytest tests/contract/test_bot_killed.py
	WEBHOOK_KILLS=50 $(BIN)/python -m pytest tests/contract/test_behind_the_webhook.py
	DISK_FULL_TIMES=10 $(BIN)/python -m pytest tests/contract/test_full_disk.py
	DATABASE_AWAY_SECONDS=60 $(BIN)/python -m pytest tests/contract/test_database_away.py
	MANY_DUE=5000 $(BIN)/python -m pytest tests/integration/test_many_due.py -o log_cli=true -o log_cli_level=INFO
