"""Settings of the service, read once from the environment (prefix RHEOBASE_)."""

import os
from typing import Annotated, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything that an operator can set, with its default."""

    model_config = SettingsConfigDict(env_prefix="RHEOBASE_", frozen=True)

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="port to listen on")
    root_path: str = Field("", description="path prefix that a proxy strips before it forwards a request")
    trusted_proxies: str = Field(
        "127.0.0.1", description="addresses whose X-Forwarded-* headers are believed, separated by commas"
    )
    cors_origins: tuple[str, ...] = Field(
        ("*",), description="origins whose pages may call the service (JSON list); empty: none"
    )
    workers: int = Field(
        default_factory=lambda: len(os.sched_getaffinity(0)),
        ge=1,
        le=1024,
        description="threads that run heavy computations; default: the cores of this process",
    )
    queue: int = Field(64, ge=1, description="heavy requests that may wait for a worker; past it: 503")
    quick_queue: int = Field(1000, ge=1, description="quick requests that may wait; past it: 503")
    quick_seconds: float = Field(
        0.01, gt=0, description="requests predicted to take less never wait behind heavy ones [s]"
    )
    deadline_seconds: float = Field(30.0, gt=0, description="time a request may take, waiting included [s]")
    budget_seconds: float = Field(
        20.0, gt=0, description="predicted computing time past which it is refused [s]"
    )
    budget_points: int = Field(2_000_000, ge=1, description="numbers that one answer may hold")
    body_bytes: int = Field(5 * 2**20, ge=1024, description="largest request body [bytes]")
    niceness: Annotated[int, Field(ge=0, le=19)] = Field(
        5, description="how far heavy computations stand back behind the event loop (nice value)"
    )
    shutdown_seconds: int = Field(20, ge=0, description="time running requests get at shutdown [s]")
    log_format: Literal["json", "console"] = Field("json", description="form of the log lines")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="least level logged")
    build: str = Field("", description="build identifier, shown in provenance")
