"""Reviews Ceasefire's comments in Coop (https://github.com/roostorg/coop).

``report_waiting`` reports every comment that waits. Coop calls the application back
when somebody acts there. A person's action is relayed with a key that is bound to this
moderator, so the decision is theirs. Any other action only holds or publishes.

Coop's signature covers no time. A callback that comes again changes nothing: the item
names the revision, and decisions carry an ``Idempotency-Key``.
"""

from __future__ import annotations

import base64
import json
import urllib.request
from dataclasses import dataclass
from typing import Any

from ceasefire_client import Ceasefire, RefusedError
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from flask import Flask, request


@dataclass(frozen=True)
class Bridge:
    """What connects the two.

    :param actions: Coop's ids of actions, and "approve" or "reject".
    :param reasons: Coop's ids of policies, and Ceasefire's reasons for a rejection.
    :param moderators: the address of each moderator, with the key bound to them.
    """

    newsroom: Ceasefire
    coop_url: str
    coop_key: str
    coop_public_key: RSAPublicKey
    item_type: str
    user_type: str
    actions: dict[str, str]
    reasons: dict[str, str]
    moderators: dict[str, Ceasefire]

    def report_waiting(self) -> None:
        """Report every comment that waits to Coop."""
        for each in self.newsroom.waiting():
            number = f"{each['item_id']}.{each['comment_id']}.{each['revision_id']}"
            data = {name: each[name] for name in ("text", "headline", "url")}
            user = {"kind": "user", "typeId": self.user_type, "id": "ceasefire"}
            item = {"id": number, "typeId": self.item_type, "data": data}
            body = {"reporter": user, "reportedAt": each["opened_at"]}
            sent = urllib.request.Request(
                f"{self.coop_url}/api/v1/report",
                json.dumps(body | {"reportedItem": item}).encode(),
                {"X-API-KEY": self.coop_key, "Content-Type": "application/json"},
            )
            urllib.request.urlopen(sent, timeout=20).close()

    def take(self, body: dict[str, Any]) -> None:
        """Do in Ceasefire what was done in Coop."""
        action, number = self.actions[body["action"]["id"]], body["item"]["id"]
        item_id, comment_id, revision_id = map(int, number.split("."))
        policies = [each["id"] for each in body.get("policies", ())]
        moderator = self.moderators.get(body.get("actorEmail") or "")
        if moderator is None:
            kind = "publish" if action == "approve" else "hold"
            text = {"comment_id": comment_id, "revision_id": revision_id}
            why = f"Coop: {', '.join(policies) or 'a rule'}"
            self.newsroom.bring(
                text, action=kind, source="coop", reason=why, shadow=False
            )
            return
        decision: dict[str, Any] = {"action": action, "revision_id": revision_id}
        if action == "reject":
            found = [self.reasons[each] for each in policies if each in self.reasons]
            decision["reason"] = found[0] if found else "other"
        moderator.decide(item_id, decision, f"coop {number} {action}")


def create_app(bridge: Bridge) -> Flask:
    """Return the application that Coop calls back. Run it behind https."""
    app = Flask("coop_adapter")

    @app.post("/coop")
    def callback() -> tuple[str, int]:
        signature, raw = request.headers.get("Coop-Signature", ""), request.get_data()
        try:
            sealed = base64.b64decode(signature)
            bridge.coop_public_key.verify(sealed, raw, PKCS1v15(), SHA256())
            bridge.take(json.loads(raw))
        except InvalidSignature:
            return "The signature is wrong.", 401
        except RefusedError as error:
            return str(error), 200 if error.status == 409 else 502
        return "", 204

    return app
