"""Settings from the environment and `mentorkompas.toml`, read once and checked."""

import re
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from platformdirs import user_cache_path, user_config_path, user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from assistant.errors import ConfigurationError
from index.encoders import DEFAULT_MODEL
from knowledge.loading import SHIPPED

PREFIX = "MENTORKOMPAS_"
FILE = Path("mentorkompas.toml")


class Settings(BaseSettings):
    """Every setting; the README's table is held to it by a test."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, toml_file=FILE, extra="forbid", frozen=True, env_ignore_empty=True
    )

    knowledge_dir: Path = Field(SHIPPED, description="the folder with organisations and documents")
    data_dir: Path = Field(
        default_factory=lambda: user_data_path("mentorkompas"),
        description="built indexes and what the assistant keeps",
    )
    models_dir: Path = Field(
        default_factory=lambda: user_cache_path("mentorkompas") / "models",
        description="prepared embedding models",
    )
    embedding_model: str = Field(
        DEFAULT_MODEL, description="the prepared model, or any sentence-transformers name or folder"
    )
    timezone: str = Field("Europe/Amsterdam", description="of all times that people read or type")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="of the bot's log on stderr, which holds no words of mentors"
    )
    telegram_token: SecretStr | None = Field(
        None, description="the bot's token from @BotFather; or `TELEGRAM_TOKEN_FILE` with it inside"
    )
    telegram_token_file: Path | None = Field(
        None, description="a file that holds the token and nothing else"
    )
    telegram_api_url: str = Field(
        "https://api.telegram.org", description="root of the Bot API, for a server of your own"
    )
    webhook_url: str | None = Field(
        None, description="where Telegram delivers updates (https); absent: the bot asks for them"
    )
    webhook_secret: SecretStr | None = Field(
        None, description="what Telegram sends along with each; needed with `WEBHOOK_URL`"
    )
    webhook_listen: str = Field(
        "127.0.0.1:8080", description="host:port for the webhook, `/healthz`, `/readyz`, `/metrics`"
    )
    database_url: SecretStr | None = Field(
        None, description="postgresql://…; absent: SQLite in `DATA_DIR`, for one process"
    )
    secret_key_file: Path = Field(
        default_factory=lambda: user_config_path("mentorkompas") / "secret.key",
        description="made once; with `<it>.d/` beside it never inside `DATA_DIR` or its backups",
    )
    web_listen: str = Field(
        "127.0.0.1:8090", description="host:port for the schoolopleiders' pages"
    )
    web_url: str = Field(
        "http://127.0.0.1:8090",
        description="where people reach those pages, for the links that the bot sends",
    )
    trends_threshold: int = Field(
        5, ge=5, description="least mentors of any figure in the trends; may rise, never fall"
    )

    @field_validator("telegram_api_url", "webhook_url", "web_url")
    @classmethod
    def _an_address(cls, address: str | None) -> str | None:
        if address is not None and not re.fullmatch(r"https?://[^\s/?#@]+(?:/[^\s?#]*)?", address):
            raise ValueError("write an address such as https://host/path")
        return address.rstrip("/") if address else address

    @field_validator("web_url")
    @classmethod
    def _a_root(cls, address: str) -> str:
        if address.count("/") > 2:
            raise ValueError("the pages need a host of their own: write https://host, no path")
        return address

    @field_validator("webhook_secret")
    @classmethod
    def _sendable(cls, secret: SecretStr | None) -> SecretStr | None:
        # https://core.telegram.org/bots/api#setwebhook
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret.get_secret_value()):
            raise ValueError("use 1 to 256 letters, digits, _ and -")
        return secret

    @field_validator("webhook_listen", "web_listen")
    @classmethod
    def _host_and_port(cls, place: str) -> str:
        _, _, port = place.rpartition(":")
        if (
            not re.fullmatch(r"[^\s:]*:\d{1,5}|\[[0-9a-fA-F:]+\]:\d{1,5}", place)
            or int(port) > 65535
        ):
            raise ValueError("write host:port, for example 127.0.0.1:8080")
        return place

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: SecretStr | None) -> SecretStr | None:
        if url and not url.get_secret_value().startswith(
            ("postgresql://", "postgres://", "sqlite:///")
        ):
            raise ValueError("write postgresql://user:password@host/name")
        return url

    @model_validator(mode="after")
    def _together(self) -> "Settings":
        if self.telegram_token is not None and self.telegram_token_file is not None:
            raise ValueError("TELEGRAM_TOKEN and TELEGRAM_TOKEN_FILE do not go together; set one")
        if self.webhook_url is not None and self.webhook_secret is None:
            raise ValueError("WEBHOOK_URL needs WEBHOOK_SECRET, or anybody could write to the bot")
        if self.secret_key_file.is_relative_to(self.data_dir):
            raise ValueError(
                "SECRET_KEY_FILE lies inside DATA_DIR; a copy of the data would open it"
            )
        return self

    def token(self) -> str:
        """The bot's token, from the setting or its file.

        Raises:
            ConfigurationError: there is none, or it cannot be one.
        """
        if self.telegram_token_file is not None:
            try:
                token = self.telegram_token_file.read_text("utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise ConfigurationError(
                    f"{PREFIX}TELEGRAM_TOKEN_FILE cannot be read: {type(error).__name__}."
                ) from None
        else:
            token = self.telegram_token.get_secret_value().strip() if self.telegram_token else ""
        if not token:
            raise ConfigurationError(
                f"There is no bot token; ask @BotFather for one and set {PREFIX}TELEGRAM_TOKEN."
            )
        if not re.fullmatch(r"\d+:[A-Za-z0-9_-]{10,}", token):
            raise ConfigurationError(
                f"{PREFIX}TELEGRAM_TOKEN is no token; it looks like 123456789:ABC… (digits, a "
                "colon, letters)."
            )
        return token

    @field_validator(
        "knowledge_dir", "data_dir", "models_dir", "secret_key_file", "telegram_token_file"
    )
    @classmethod
    def _home(cls, path: Path | None) -> Path | None:
        return path.expanduser().absolute() if path else path

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise ValueError("no such time zone; write for example Europe/Amsterdam") from None
        return name

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - no .env file is read
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What the caller passes, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def zone(self) -> ZoneInfo:
        """`timezone` as Python's own."""
        return ZoneInfo(self.timezone)


def settings(**changes: Any) -> Settings:
    """Read the settings; `changes` (command-line flags) count first.

    Raises:
        ConfigurationError: a value is wrong; the text names the setting.
    """
    try:
        return Settings(**{name: value for name, value in changes.items() if value is not None})
    except ValidationError as error:
        one = error.errors()[0]
        name = PREFIX + str(one["loc"][0] if one["loc"] else "").upper()
        if not one["loc"]:
            raise ConfigurationError(f"{str(one['msg']).removeprefix('Value error, ')}.") from None
        if one["type"] == "extra_forbidden":
            raise ConfigurationError(f"{FILE} has an unknown setting '{one['loc'][0]}'.") from None
        why = str(one["msg"]).removeprefix("Value error, ")
        raise ConfigurationError(f"{name} is wrong: {why}.") from None
    except ValueError as error:  # TOML that cannot be parsed
        raise ConfigurationError(f"{FILE} cannot be read: {error}.") from None
