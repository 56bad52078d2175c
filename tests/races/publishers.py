"""What a publisher's program asks for a reader of its own, done by eight at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from auth.accounts import without_address
from auth.sso.models import Identity, IdentityProvider
from auth.sso.rules import ProviderKind
from tests.races.keys import new_key
from tests.races.stage import CALLERS, Call, Race, Stage

COPIES_A_DAY = 5


def introduced(stage: Stage) -> dict[str, str]:
    """Return a new reader whom only a publisher's token logs in."""
    number = str(next(stage.numbers))

    def introduce(session: Session, now: datetime) -> None:
        issuer = f"issuer {number}"
        provider = IdentityProvider(
            site_id=1,
            kind=ProviderKind.SIGNED_TOKEN,
            slug=f"cms-{number}",
            name="Our system",
            issuer=issuer,
            created_at=now,
        )
        account = without_address.create(
            session, display_name=f"Token Reader {number}", now=now
        )
        session.add(provider)
        session.flush()
        session.add(
            Identity(
                account_id=account.id,
                provider_id=provider.id,
                issuer=issuer,
                subject=number,
                digest=number,
                created_at=now,
                last_used_at=now,
            )
        )

    stage.write(introduce)
    return {"issuer": f"issuer {number}", "subject": number}


def of_reader(act: str) -> Callable[[Stage], Call]:
    """Return the call that asks for *act* for one reader."""

    def prepare(stage: Stage) -> Call:
        headers = {"Authorization": f"Bearer {new_key(stage, 'readers')}"}
        path = f"/api/v1/readers/{act}"
        return Call(path, json=introduced(stage), callers=[headers] * CALLERS)

    return prepare


RACES = {
    "privacy_api.copy_reader": Race(of_reader("copy"), COPIES_A_DAY),
    "privacy_api.erase_reader": Race(of_reader("erasure"), adds={"audit_entry": 1}),
    "privacy_api.withdraw_erasure": Race(
        of_reader("erasure/withdrawal"), adds={"audit_entry": 0}
    ),
}
