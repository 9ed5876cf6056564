"""Settings from the environment and `mentorkompas.toml`, read once and checked."""

from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, ValidationError, field_validator
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
        "WARNING", description="of the bot to come; nothing is logged yet"
    )

    @field_validator("knowledge_dir", "data_dir", "models_dir")
    @classmethod
    def _home(cls, path: Path) -> Path:
        return path.expanduser().absolute()

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
        if one["type"] == "extra_forbidden":
            raise ConfigurationError(f"{FILE} has an unknown setting '{one['loc'][0]}'.") from None
        why = str(one["msg"]).removeprefix("Value error, ")
        raise ConfigurationError(f"{name} is wrong: {why}.") from None
    except ValueError as error:  # TOML that cannot be parsed
        raise ConfigurationError(f"{FILE} cannot be read: {error}.") from None
