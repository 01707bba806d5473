# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Request the account's credential report, and wait until AWS has made it."""

from __future__ import annotations

import typing as t

from ansible_collections.identity.aws.plugins.module_utils._aws.errors import LoginProfileError
from ansible_collections.identity.aws.plugins.module_utils._aws.waiter import Waiter
from ansible_collections.identity.aws.plugins.module_utils._core.credential_report import Report
from ansible_collections.identity.aws.plugins.module_utils._core.models import Failure, RequestError

if t.TYPE_CHECKING:
    from ansible_collections.identity.aws.plugins.module_utils._aws.reads import Reader
    from ansible_collections.identity.aws.plugins.module_utils._core.cancellation import CancellationToken

# AWS's code for a report in progress (GetCredentialReport in the IAM API Reference).
_IN_PROGRESS = "ReportInProgress"
# The report does not exist yet, or has expired: request it again.
NOT_READY = {"ReportNotPresent", "ReportExpired", _IN_PROGRESS}
# "No more capacity to launch new report generation tasks". It passes; in other calls LimitExceeded is a quota.
_NO_CAPACITY = ("GenerateCredentialReport", "LimitExceeded")


def fetch_report(reader: Reader, waiter: Waiter, stop: CancellationToken) -> Report | Failure:
    """Return the report, or why there is none: denied, not made in time, or in an unknown format.

    Raises RequestError if the task was interrupted, and LoginProfileError if all other calls would fail too.
    """

    def attempt() -> Report | LoginProfileError | None:
        try:
            return reader.credential_report() if reader.generated_credential_report() else None
        except LoginProfileError as error:
            if _passes(error):
                return error
            raise

    try:
        answer = waiter.until(lambda answer: isinstance(answer, Report), attempt)
    except RequestError as request_error:
        return request_error.failure()
    except LoginProfileError as error:
        failure = error.failure(None)
        if failure.is_general:
            raise
        return failure
    if isinstance(answer, Report):
        return answer
    if stop.reason is not None:
        raise RequestError(f"{stop.reason} AWS had not finished the credential report.", "interrupted")
    return _not_in_time(waiter, answer)


def _passes(error: LoginProfileError) -> bool:
    """Return whether a later request for the report may succeed."""
    return error.code in NOT_READY or error.is_throttling or (error.operation, error.code) == _NO_CAPACITY


def _not_in_time(waiter: Waiter, last: LoginProfileError | None) -> Failure:
    message = (
        f"AWS had not finished the credential report after {waiter.timeout:g} seconds. Run the task again later, or "
        "raise wait_timeout."
    )
    if last is None or last.code in NOT_READY:
        return Failure(message, _IN_PROGRESS if last is None else last.code or _IN_PROGRESS)
    failure = last.failure(None)
    return Failure(f"{message} {failure.message}", failure.code, failure.aws_message)
