"""Starts an extraction from Python, tells how it goes, and prints what was published.

    python extract.py request.json --workflow-id october

Temporal's address and namespace come from TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE.
Exit codes: 0 every window is published, 1 it failed or was cancelled, 2 the request is wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any, TypedDict, cast

from temporalio.client import Client, WorkflowFailureError, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.envconfig import ClientConfig
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError

WORKFLOW = "extractActivities"
TASK_QUEUE = "marketo-activity-extract"
STATUS = "status"
INVALID_REQUEST = "InvalidRequest"


class Window(TypedDict):
    startAt: str
    endAt: str
    exportId: str
    dataUri: str
    manifestUri: str
    records: int
    bytes: int
    sha256: str
    final: bool
    reused: bool


class Result(TypedDict):
    version: int
    instance: str
    dataset: str
    windows: list[Window]
    records: int
    bytes: int


class FailedWindow(TypedDict):
    startAt: str
    endAt: str
    type: str
    message: str


class FailedResult(Result):
    failed: list[FailedWindow]


class Fault(TypedDict):
    path: str
    message: str


class RequestRefused(Exception):
    """Nothing was exported: the request is wrong."""

    def __init__(self, faults: list[Fault], message: str) -> None:
        super().__init__(message)
        self.faults = faults


class ExtractFailed(Exception):
    """The run failed. `result` has what was published all the same; None when it failed before it had windows."""

    def __init__(self, type: str, message: str, result: FailedResult | None) -> None:
        super().__init__(message)
        self.type = type
        self.result = result


async def extract(client: Client, request: dict[str, Any], workflow_id: str) -> Result:
    """Starts the run, or joins the one of this id that is under way, and waits for its end."""
    handle: WorkflowHandle[Any, Result] = await client.start_workflow(
        WORKFLOW,
        request,
        id=workflow_id,
        task_queue=TASK_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        result_type=Result,
    )
    ended = asyncio.create_task(handle.result())
    try:
        while not (await asyncio.wait({ended}, timeout=2))[0]:
            await tell_status(handle)
        return await ended
    except WorkflowFailureError as error:
        if isinstance(error.cause, ApplicationError):
            raise failure_of(error.cause) from error
        raise  # cancelled, terminated or timed out: Temporal's own words
    finally:
        ended.cancel()


async def tell_status(handle: WorkflowHandle[Any, Result]) -> None:
    try:
        status: dict[str, Any] = await handle.query(STATUS)
    except RPCError as error:  # no worker is there to answer; the run itself is safe
        print(f"no status: {error.message}", file=sys.stderr)
        return
    windows = status["windows"]
    published = sum(window["phase"] == "published" for window in windows)
    print(f"{status['phase']}: {published} of {len(windows)} windows", file=sys.stderr)


def failure_of(error: ApplicationError) -> RequestRefused | ExtractFailed:
    detail: Any = error.details[0] if error.details else None
    if error.type == INVALID_REQUEST:
        return RequestRefused(detail if isinstance(detail, list) else [], error.message)
    result = cast(FailedResult, detail) if isinstance(detail, dict) else None
    return ExtractFailed(error.type or "", error.message, result)


def print_windows(result: Result) -> None:
    for window in result["windows"]:
        print(window["startAt"], window["records"], window["sha256"], window["dataUri"])


async def main() -> int:
    parser = argparse.ArgumentParser(description="Runs an extraction and prints its windows.")
    parser.add_argument("request", type=Path, help="file with the request, JSON")
    parser.add_argument("--workflow-id", required=True, help="who uses the same id joins the run")
    arguments = parser.parse_args()
    request = json.loads(arguments.request.read_text(encoding="utf-8"))
    client = await Client.connect(**ClientConfig.load_client_connect_config())
    try:
        print_windows(await extract(client, request, arguments.workflow_id))
        return 0
    except RequestRefused as refused:
        print(refused, file=sys.stderr)
        return 2
    except ExtractFailed as failed:
        if failed.result is not None:
            print_windows(failed.result)  # published, whole: worth loading
            for window in failed.result["failed"]:
                print(window["startAt"], window["type"], window["message"], file=sys.stderr)
        else:
            print(f"{failed.type}: {failed}", file=sys.stderr)
        return 1
    except WorkflowFailureError as error:
        print(f"The run ended early: {error.cause}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    code = asyncio.run(main())
    sys.stdout.flush()
    sys.stderr.flush()
    # Not sys.exit: while Python takes itself down, a thread of the SDK that still has an answer to deliver aborts the process.
    os._exit(code)
