# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""SSH public keys, service-specific credentials and signing certificates of users. Their contents are not checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .errors import AWSError
from .request import Handler, Reply, Request


@dataclass(frozen=True)
class Kind:
    """A kind of credential: its name and the name of its id in replies, and the prefix of ids."""

    name: str
    id: str
    prefix: str
    created: str = "UploadDate"

    def create(self, request: Request) -> Reply:
        user, key = request.user, request.aws.made_up(self.prefix, 20)
        metadata = {"UserName": user.name, self.id: key, "Status": "Active", self.created: request.today}
        user.credentials[key] = (self.name, {**request.parameters, **metadata})
        return {self.name: user.credentials[key][1]}

    def list(self, request: Request) -> Reply:
        found = [metadata for name, metadata in request.user.credentials.values() if name == self.name]
        return {f"{self.name}s": found, "IsTruncated": False}

    def delete(self, request: Request) -> Reply:
        """Reject the id of another kind: DeleteSSHPublicKey deletes no service-specific credential."""
        user, key = request.user, request.parameters[self.id]
        if user.credentials.get(key, ("", {}))[0] != self.name:
            raise AWSError(404, "NoSuchEntity", f"The {self.name} with id {key} cannot be found.")
        del user.credentials[key]
        return {}


_SSH = Kind("SSHPublicKey", "SSHPublicKeyId", "APKA")
_SERVICE = Kind("ServiceSpecificCredential", "ServiceSpecificCredentialId", "ACCA", "CreateDate")
_CERTIFICATE = Kind("Certificate", "CertificateId", "ASCA")

ACTIONS: Mapping[str, Handler] = {
    "UploadSSHPublicKey": _SSH.create,
    "ListSSHPublicKeys": _SSH.list,
    "DeleteSSHPublicKey": _SSH.delete,
    "CreateServiceSpecificCredential": _SERVICE.create,
    "ListServiceSpecificCredentials": _SERVICE.list,
    "DeleteServiceSpecificCredential": _SERVICE.delete,
    "UploadSigningCertificate": _CERTIFICATE.create,
    "ListSigningCertificates": _CERTIFICATE.list,
    "DeleteSigningCertificate": _CERTIFICATE.delete,
}
