from concurrent.futures import ThreadPoolExecutor

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from luminabi_dash.db import watching, work
from luminabi_dash.db.migrate import revisions, upgrade
from luminabi_dash.db.models import Base

assert watching
assert work


def test_the_migrations_make_what_the_models_say(sessions):
    with sessions.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_several_may_migrate_at_once(sessions):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(upgrade, [sessions.engine] * 4))

    present, newest = revisions(sessions.engine)
    assert present == newest
