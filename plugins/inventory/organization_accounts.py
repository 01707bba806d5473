# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
name: organization_accounts
short_description: Use the accounts of an AWS organization as hosts
version_added: 1.1.0
author:
  - identity.aws contributors (@identity-collections)
description:
  - Each active account of an organization is a host. The name of the host is the ID of the account.
  - Tasks run on the controller. Each host has C(ansible_connection=local) and the Python that runs Ansible as
    C(ansible_python_interpreter).
  - A host has no credentials. A task must assume a role of the account or name the account. Otherwise it runs in the
    account of the credentials of the play, once for each host.
  - Uses a YAML configuration file whose name ends with C(organization_accounts.yml) or C(organization_accounts.yaml).
  - All hosts are in the group C(organization_accounts).
  - Each host has the variables C(account_id), C(account_name), C(account_email), C(account_arn), C(account_state),
    C(account_joined) (ISO 8601), C(account_ou_path) (the names of the organizational units, such as
    C(/Workloads/Production), or C(/) for an account in the root), C(account_ou_ids) (the IDs of the root and of the
    organizational units, in the order from the root), C(management_account) (whether it is the management account), and
    C(organization_id). With O(role_arn), it also has C(role_arn), and with O(account_tags) C(account_tags).
  - The values come from AWS, and Ansible does not evaluate them as templates.
  - An account must match all filters to be a host. If no account matches them, the plugin fails.
options:
  plugin:
    description: The name of this plugin.
    type: str
    required: true
    choices: [identity.aws.organization_accounts]
  organizational_units:
    description:
      - Use only accounts in these organizational units, and in those below them.
      - An entry is the ID of a unit or of the root, or a path with the names of all units, such as
        V(/Workloads/Production). V(/) is the root.
      - A unit that the organization does not have is an error.
    type: list
    elements: str
  exclude_organizational_units:
    description:
      - Do not use accounts in these organizational units, and in those below them.
      - The entries are those of O(organizational_units).
    type: list
    elements: str
  accounts:
    description:
      - Use only the accounts with these IDs. Quote them in YAML.
      - An account that the organization does not have is an error. One that is not active is a warning.
    type: list
    elements: str
  exclude_accounts:
    description:
      - Do not use the accounts with these IDs. Quote them in YAML.
      - An account that the organization does not have is a warning.
    type: list
    elements: str
  include_management_account:
    description:
      - Whether to use the management account of the organization, too.
      - The default is V(true), because an audit must not omit the account with the most permissions. AWS Organizations
        and service-managed stack sets create no role in it. Create the role of O(role_arn) there, or set this option to
        V(false).
    type: bool
    default: true
  role_arn:
    description:
      - The ARN of the role to assume in an account, as a template. C({account_id}) is replaced with the ID of the
        account, and C({partition}) with the partition of the organization, such as C(aws).
      - The result is the variable C(role_arn) of the host. The plugin does not assume the role.
    type: str
  account_tags:
    description:
      - Whether to read the tags of each account into the variable C(account_tags).
      - The default is V(false), because it makes one call for each account.
    type: bool
    default: false
notes:
  - If an inventory plugin fails, Ansible prints a warning, and C(ansible-playbook) succeeds without these hosts. Set
    C(ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED=true), or begin the playbook with a play on C(localhost) that fails if
    the group is empty. The playbook C(identity.aws.audit) has such a play. See
    R(Root users and organizations, ansible_collections.identity.aws.docsite.guide_organizations_failure).
  - The credentials must be those of the management account, or of a delegated administrator of any service. They need
    the permissions C(organizations:DescribeOrganization), C(organizations:ListAccounts), C(organizations:ListRoots)
    and C(organizations:ListOrganizationalUnitsForParent); with O(account_tags) also
    C(organizations:ListTagsForResource).
  - The plugin makes one call for each page of 20 accounts, and one for each organizational unit. With a botocore that
    does not return the paths of accounts, it makes two for each unit, and also needs
    C(organizations:ListAccountsForParent).
  - AWS limits the rate of these calls. The plugin makes up to 10 attempts of each, with the retry mode C(adaptive).
  - AWS Organizations has one endpoint for each partition. O(region) selects the partition. The default is a region of
    the partition of O(assume_role_arn), or else C(us-east-1).
  - A cached inventory is used only with the same options, profile and access key, also if these are set by the
    environment. After a change in the files of the AWS CLI, such as another default profile, run C(ansible-inventory)
    with C(--flush-cache). O(compose), O(groups) and O(keyed_groups) are not cached.
seealso:
  - ref: ansible_collections.identity.aws.docsite.guide_organizations
    description: The guide on root users and organizations
extends_documentation_fragment:
  - inventory_cache
  - constructed
  - amazon.aws.boto3
  - amazon.aws.common.plugins
  - amazon.aws.region.plugins
  - amazon.aws.assume_role.plugins
"""

EXAMPLES = r"""
---
# organization_accounts.yml
plugin: identity.aws.organization_accounts

---
# production.organization_accounts.yml: the accounts below one unit, with a role to assume
plugin: identity.aws.organization_accounts
organizational_units: [/Workloads/Production]
exclude_accounts: ["012345678901"]
include_management_account: false
role_arn: arn:{partition}:iam::{account_id}:role/ConsoleAccess

---
# grouped.organization_accounts.yml: groups by name, unit and tag, and a cache for an hour
plugin: identity.aws.organization_accounts
profile: organization-reader
exclude_organizational_units: [/Suspended, ou-ab12-cd34ef56]
role_arn: arn:aws:iam::{account_id}:role/console-access-audit
account_tags: true
strict: true
groups:
  sandboxes: account_name is match('sandbox-')
  workloads: account_ou_path is match('/Workloads(/|$)')
keyed_groups:
  - key: account_tags.Environment | default('unknown')
    prefix: environment
compose:
  console_access_audit_accounts: "[{'name': account_name, 'role_arn': role_arn}]"
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: .cache/organization
cache_timeout: 3600
"""

import hashlib
import json
import typing as t

from ansible.errors import AnsibleError, AnsibleParserError
from ansible.template import trust_as_template
from ansible_collections.amazon.aws.plugins.plugin_utils.inventory import AWSInventoryBase

from ansible_collections.identity.aws.plugins.module_utils._aws.errors import LoginProfileError
from ansible_collections.identity.aws.plugins.module_utils._aws.organization import account_tags, read_organization
from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.plugin_utils._inventory.hosts import host_variables, select
from ansible_collections.identity.aws.plugins.plugin_utils._inventory.options import (
    check_config,
    default_region,
    to_filters,
    to_role_arn,
)

_GROUP = "organization_accounts"
_RETRIES = {"mode": "adaptive", "total_max_attempts": 10}
_OWN_OPTIONS = (
    *("organizational_units", "exclude_organizational_units", "accounts", "exclude_accounts"),
    *("include_management_account", "role_arn", "account_tags"),
)
_CONNECTION_OPTIONS = ("profile", "access_key", "assume_role_arn", "endpoint_url", "region")


class InventoryModule(AWSInventoryBase):
    """Reads the accounts and adds the hosts."""

    NAME = "identity.aws.organization_accounts"
    INVENTORY_FILE_SUFFIXES = ("organization_accounts.yml", "organization_accounts.yaml")

    def parse(self, inventory: t.Any, loader: t.Any, path: str, cache: bool = True) -> None:  # noqa: FBT001, FBT002
        """Add all hosts, or raise AnsibleError and add none."""
        try:
            super().parse(inventory, loader, path, cache=cache)
            is_cached, found = self.get_cached_result(path, cache)
            if not is_cached:
                found = self._read()
                self.update_cached_result(path, cache, found)
        except LoginProfileError as error:
            raise AnsibleParserError(error.failure(None).message) from None
        except RequestError as request_error:
            raise AnsibleParserError(str(request_error)) from None
        for warning in found["warnings"]:
            self.warn(warning)
        self._add(found["hosts"])

    def client(self, *args: t.Any, **kwargs: t.Any) -> t.Any:
        """Return a client. With an endpoint_url, botocore needs an explicit region."""
        region = self.region or default_region(self.get_option("assume_role_arn"))
        return super().client(*args, **{"region": region, **kwargs})

    def organizations(self) -> t.Any:
        """Return a client of Organizations. It retries more, since many accounts reach the rate limit."""
        return self.client("organizations", aws_config={"retries": _RETRIES})

    def get_cache_key(self, path: str) -> str:
        """Return a cache key that depends on the options and the credentials, which select the organization."""
        options = {name: self.get_option(name) for name in (*_OWN_OPTIONS, *_CONNECTION_OPTIONS)}
        digest = hashlib.sha256(json.dumps(options, sort_keys=True).encode()).hexdigest()
        return f"{super().get_cache_key(path)}_{digest[:16]}"

    def _read_config_data(self, path: str) -> t.Any:
        config = super()._read_config_data(path)
        aliases = [each.get("aliases", ()) for each in self.option_definitions.values()]
        check_config(config, {*self.option_definitions, *(alias for each in aliases for alias in each)})
        return config

    def _read(self) -> dict[str, t.Any]:
        """Return host name -> variables, and warnings, as cached. Raises LoginProfileError or RequestError."""
        options = {name: self.get_option(name) for name in _OWN_OPTIONS}
        filters, role_arn = to_filters(options), to_role_arn(options["role_arn"])
        client = self.organizations()
        organization = read_organization(client)
        selection = select(organization, filters)
        hosts = {}
        for account in selection.accounts:
            tags = account_tags(client, account.account_id) if options["account_tags"] else None
            hosts[account.account_id] = host_variables(organization, account, role_arn, tags)
        return {"hosts": hosts, "warnings": list(selection.warnings)}

    def _add(self, hosts: t.Mapping[str, t.Mapping[str, t.Any]]) -> None:
        """Add the hosts. With ``strict``, raises AnsibleError before any host is added."""
        group = self.inventory.add_group(_GROUP)
        names = [name for name in hosts if name not in self.inventory.hosts]
        connection = {
            "ansible_connection": "local",
            "ansible_python_interpreter": trust_as_template("{{ ansible_playbook_python }}"),
        }
        try:
            for name, values in hosts.items():
                self.inventory.add_host(name, group=group)
                self._set_variables(name, {**values, **connection})
        except AnsibleError:
            # Ansible keeps the hosts that a failed plugin has added. A partial inventory would look complete.
            for name in names:
                if added := self.inventory.get_host(name):
                    self.inventory.remove_host(added)
            raise

    def _set_variables(self, name: str, variables: dict[str, t.Any]) -> None:
        for variable, value in variables.items():
            self.inventory.set_variable(name, variable, value)
        strict = self.get_option("strict")
        self._set_composite_vars(self.get_option("compose"), variables, name, strict=strict)
        self._add_host_to_composed_groups(self.get_option("groups"), variables, name, strict=strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), variables, name, strict=strict)
