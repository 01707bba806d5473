# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A subclass of amazon.aws's module class, with parameters that contain no secrets.

Ansible logs parameters, returns them as ``invocation`` and repeats them in errors. It masks the values of ``no_log``
options by searching for them, which fails if a value was converted or quoted. So Ansible receives a placeholder for
each value that can be a secret. The value is stored separately, by its position.
"""

from __future__ import annotations

import contextlib
import re
import typing as t
from dataclasses import dataclass, field
from urllib.parse import unquote

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.common.parameters import DEFAULT_TYPE_VALIDATORS, set_fallbacks
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule, aws_argument_spec

from ansible_collections.identity.aws.plugins.module_utils._aws.client import ConnectionOptions
from ansible_collections.identity.aws.plugins.module_utils._core.given_values import (
    Mistake,
    Spec,
    check_given,
)
from ansible_collections.identity.aws.plugins.module_utils._core.secret import HIDDEN, Secret
from ansible_collections.identity.aws.plugins.module_utils._core.validation import (
    ACCOUNT_ID,
    AGE_RECIPIENT,
    USER_NAME,
    VALID_UNTIL,
)

from .masking import Masking

Position: t.TypeAlias = "tuple[str | int, ...]"
# Hidden values by their place: the canonical names of options, and positions in lists.
Hidden: t.TypeAlias = "dict[Position, t.Any]"

# Options near a password, where one can be typed by mistake. Values are shown only in these formats.
_NEVER = re.compile(r"(?!)")
_SHOWN_ONLY_AS = {
    "user_name": USER_NAME,
    "user_names": USER_NAME,
    "root_account_id": ACCOUNT_ID,
    "root_account_ids": ACCOUNT_ID,
    "password_version": _NEVER,
    "password_version_tag": _NEVER,
    "valid_until": VALID_UNTIL,
    "endpoint_url": re.compile(r"[a-z][a-z0-9+.-]*://[\w.:\[\]-]+(/[\w./~-]*)?", re.ASCII | re.IGNORECASE),
}
_AWS_CREDENTIALS = ("secret_key", "session_token")
# Real ones have at least 40 characters. An emulator's can be a letter or a word, which every message contains.
_SHORTEST_CREDENTIAL = 16
_OPTION_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}", re.ASCII)
_USER_INFO = re.compile(r"(?://|^)([^\s/]+)@")
# A line of botocore's log. The URL follows the body, which contains the password.
_CALL = re.compile(r"Making request for OperationModel\(name=(\w+)\)", re.ASCII)
_SERVICE = re.compile(r"'url': 'https://([\w-]+)\.", re.ASCII)


class _AnsibleModule(AnsibleModule):
    """An AnsibleModule whose parameters contain no secrets when it validates and logs them."""

    sealed: Sealed
    params: dict[str, t.Any]

    def _load_params(self) -> None:
        super()._load_params()
        # For amazon.aws, an empty string means that the environment is ignored.
        self.sealed = seal(self.params, self.argument_spec, may_be_empty=aws_argument_spec())
        self.params = self.sealed.params
        # The second line: Ansible masks these in results and logs, but not after some validation errors.
        self.no_log_values.update(self.sealed.aws_credentials())


class SealedModule(AnsibleAWSModule):
    """A module whose ``params`` can be logged. ``options`` has the real values."""

    def __init__(self, **settings: t.Any) -> None:
        """Takes the arguments of AnsibleAWSModule."""
        with _module_class(_AnsibleModule):
            super().__init__(**settings)
        sealed: Sealed = self._module.sealed
        # For the task, so that this error has the common format.
        self.mistakes = sealed.mistakes
        # Validated. Values of no_log options are of the type Secret.
        self.options: dict[str, t.Any] = sealed.options(self.params)
        self.masking = Masking(sealed.secrets(), self.params, self._module.no_log_values)
        self.connection_options = ConnectionOptions.of(self.options, sealed.connection_secrets())

    def _get_resource_action_list(self) -> list[str]:
        """Return the calls for debug_botocore_endpoint_logs. amazon.aws reads the first URL, even in a password."""
        lines = self._botocore_endpoint_log_stream.getvalue().split("\n")
        calls = [(_SERVICE.findall(line), call[1]) for line in lines if (call := _CALL.match(line.strip()))]
        return sorted({f"{services[-1]}:{operation}" for services, operation in calls if services})


@contextlib.contextmanager
def _module_class(module_class: type[AnsibleModule]) -> t.Iterator[None]:
    """Set the class of the next AnsibleAWSModule, which ignores the argument ``module_class`` and reads its default."""
    settings = AnsibleAWSModule.default_settings
    before = settings["module_class"]
    settings["module_class"] = module_class
    try:
        yield
    finally:
        settings["module_class"] = before


@dataclass(frozen=True)
class Sealed:
    """Parameters for Ansible, the hidden values, and the reasons for rejected values, which are removed."""

    params: dict[str, t.Any]
    hidden: Hidden = field(default_factory=dict, repr=False)
    mistakes: tuple[Mistake, ...] = ()

    def options(self, validated: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        """Return validated parameters with the hidden values restored: ``no_log`` options as Secret."""
        options: dict[str, t.Any] = _put_back(validated, (), self.hidden)
        return options

    def secrets(self) -> set[str]:
        """Return the values of ``no_log`` options and the credentials in URLs, to search for in results.

        Public keys of age are not secret: the result of a generated password contains them.
        """
        credentials = {(name,) for name in _AWS_CREDENTIALS}
        found = {
            value.reveal()
            for position, value in self.hidden.items()
            if isinstance(value, Secret) and position not in credentials and not _is_public(position, value.reveal())
        }
        return found | self.connection_secrets() | self.aws_credentials()

    def aws_credentials(self) -> set[str]:
        """Return the given secret access key and session token, if they are as long as real ones."""
        values = [self.hidden.get((name,), Secret("")).reveal() for name in _AWS_CREDENTIALS]
        return {value for value in values if len(value) >= _SHORTEST_CREDENTIAL}

    def connection_secrets(self) -> set[str]:
        """Return the credentials in ``endpoint_url`` and in the proxy URLs of ``aws_config``."""
        urls = [url for name in ("endpoint_url", "aws_config") for url in _strings(self.hidden.get((name,)))]
        user_infos = [user_info for url in urls for user_info in _USER_INFO.findall(url)]
        passwords = [password for _name, _colon, password in (each.partition(":") for each in user_infos)]
        return {*user_infos, *passwords, *map(unquote, passwords)} - {""}


def seal(given: t.Mapping[str, t.Any], spec: Spec, may_be_empty: t.Container[str] = ()) -> Sealed:
    """Return ``given`` for Ansible, by a module's argument spec. Adds values from the environment.

    Removes what ``check_given`` rejects. Hides values of ``no_log`` options and unknown keys, values of the wrong type,
    all of ``aws_config``, and values in other formats than those of ``_SHOWN_ONLY_AS``.
    """
    given, mistakes = check_given(given, spec, may_be_empty)
    set_fallbacks(spec, given)
    internal = {name: value for name, value in given.items() if name.startswith("_ansible_")}
    options = {name: value for name, value in given.items() if name not in internal}
    params, hidden = _options(options, spec, ())
    return Sealed({**internal, **params}, hidden, tuple(mistakes))


def _options(given: t.Mapping[str, t.Any], spec: Spec, at: Position) -> tuple[dict[str, t.Any], Hidden]:
    shown: dict[str, t.Any] = {}
    hidden: Hidden = {}
    for canonical, option in spec.items():
        of_option: Hidden = {}
        # In this order: Ansible uses the last one.
        for name in (canonical, *option.get("aliases", ())):
            if name in given:
                shown[name], of_option = _value(given[name], canonical, option, (*at, canonical))
        hidden |= of_option
    unknown = {_key(name): _hide_all(value) for name, value in given.items() if name not in shown}
    return {**unknown, **shown}, hidden


def _value(value: t.Any, name: str, option: t.Mapping[str, t.Any], at: Position) -> tuple[t.Any, Hidden]:
    if "options" in option and option["type"] == "dict":
        real = _converted(value, "dict")
        return (HIDDEN, {}) if real is None else _options(real, option["options"], at)
    if "options" in option:
        return _list_of_options(value, option, at)
    kind = option.get("type", "str")
    if kind == "list":
        return _list(value, name, option, at)
    if kind == "dict":
        return _mapping(value, at)
    return _scalar(value, name, option, at)


def _scalar(value: t.Any, name: str, option: t.Mapping[str, t.Any], at: Position) -> tuple[t.Any, Hidden]:
    real = _converted(value, option.get("type", "str"))
    if real is None or real not in option.get("choices", (real,)):
        return HIDDEN, {}  # Ansible rejects the placeholder like the value.
    if option.get("no_log"):
        return (HIDDEN if real else real), {at: Secret(real)}
    is_shown = not isinstance(value, dict | list) and (
        name not in _SHOWN_ONLY_AS or _SHOWN_ONLY_AS[name].fullmatch(real) is not None
    )
    return (value, {}) if is_shown or not real else (HIDDEN, {at: real})


def _list(value: t.Any, name: str, option: t.Mapping[str, t.Any], at: Position) -> tuple[t.Any, Hidden]:
    elements = _converted(value, "list")
    if elements is None:
        return {}, {}  # Not a list either.
    of_element = {"type": option.get("elements", "str"), "no_log": option.get("no_log")}
    sealed = [_value(element, name, of_element, (*at, i)) for i, element in enumerate(elements)]
    hidden = {position: real for _shown, of_one in sealed for position, real in of_one.items()}
    return ([shown for shown, _hidden in sealed] if hidden else value), hidden


def _is_public(position: Position, value: str) -> bool:
    return "age_recipients" in position and AGE_RECIPIENT.fullmatch(value.strip()) is not None


def _mapping(value: t.Any, at: Position) -> tuple[t.Any, Hidden]:
    real = _converted(value, "dict")
    if real is None:
        return HIDDEN, {}
    # Nor the keys: from "k=v", or by mistake, a secret can be a key.
    return _hide_all(real), {at: real}


def _list_of_options(value: list[t.Any], option: t.Mapping[str, t.Any], at: Position) -> tuple[t.Any, Hidden]:
    sealed = [_options(job, option["options"], (*at, i)) for i, job in enumerate(value)]
    hidden = {position: real for _shown, of_one in sealed for position, real in of_one.items()}
    return [shown for shown, _hidden in sealed], hidden


def _converted(value: t.Any, kind: str) -> t.Any:
    """Return the value as Ansible converts it, or None if Ansible rejects it."""
    try:
        return DEFAULT_TYPE_VALIDATORS[kind](value)
    except (TypeError, ValueError, OverflowError):
        return None


def _hide_all(value: t.Any) -> t.Any:
    """Return the placeholder of a value, keeping lists and mappings. Only nulls and booleans are shown."""
    if isinstance(value, dict):
        return {HIDDEN: HIDDEN} if value else {}
    if isinstance(value, list):
        return [_hide_all(each) for each in value]
    return value if value is None or isinstance(value, bool) else HIDDEN


def _key(name: t.Any) -> str:
    return name if isinstance(name, str) and _OPTION_NAME.fullmatch(name) else HIDDEN


def _put_back(node: t.Any, at: Position, hidden: Hidden) -> t.Any:
    if at in hidden:
        return hidden[at]
    if isinstance(node, dict):
        return {name: _put_back(value, (*at, name), hidden) for name, value in node.items()}
    if isinstance(node, list):
        return [_put_back(value, (*at, i), hidden) for i, value in enumerate(node)]
    return node


def _strings(value: t.Any) -> t.Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each)
