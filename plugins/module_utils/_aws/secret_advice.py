# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets Manager errors by code, their meaning and what to do: a part of error_advice.py.

Pure. Codes: the errors that the service model declares for the calls made here.
"""

from __future__ import annotations

_KMS = (
    "AWS cannot use the KMS key of the secret. Check secrets_manager.kms_key_id, that the key is enabled and in the "
    "region of the secret, and that its policy allows kms:GenerateDataKey and kms:Decrypt to these credentials."
)
OF_SECRETS = {
    "InvalidRequestException": (
        "the state of the secret does not allow it. It is scheduled for deletion (a name can be used again after that, "
        "or after aws secretsmanager restore-secret), or is managed by a service. The message of AWS has the reason."
    ),
    "ResourceExistsException": (
        "another request created a secret with this name after this task had read it. Run the task again: it then "
        "stores the password in that secret."
    ),
    "ResourceNotFoundException": (
        "AWS does not find the secret or the version, which it returned to this task before. It was deleted meanwhile. "
        "Run the task again."
    ),
    "InvalidParameterException": (
        "AWS does not accept a parameter. If it is about a version, another request changed the secret meanwhile. "
        "The message of AWS has the reason."
    ),
    "EncryptionFailure": _KMS,
    "DecryptionFailure": _KMS,
    "LimitExceededException": (
        "a quota of Secrets Manager is reached (Secrets Manager quotas). Delete secrets that are not needed, or set "
        "fewer passwords in a day."
    ),
    "PreconditionNotMetException": ("a prerequisite of the request is missing. The message of AWS has the reason."),
    "MalformedPolicyDocumentException": "AWS does not accept the resource policy of the secret. Correct that policy.",
}
SECRET_OPERATIONS = {
    *("DescribeSecret", "CreateSecret", "PutSecretValue", "UpdateSecretVersionStage", "DeleteSecret"),
}
