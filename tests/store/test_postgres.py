"""The throw-away PostgreSQL itself."""

import psycopg


def test_each_test_gets_an_empty_database_that_keeps_text_exactly(postgres_database: str) -> None:
    with psycopg.connect(postgres_database) as connection:
        connection.execute("CREATE TABLE note (line text)")
        connection.execute("INSERT INTO note VALUES (%s)", ["Größe 寸法 [/b]"])
        assert connection.execute("SELECT line FROM note").fetchone() == ("Größe 寸法 [/b]",)


def test_the_next_test_sees_none_of_it(postgres_database: str) -> None:
    with psycopg.connect(postgres_database) as connection:
        tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        assert connection.execute(tables).fetchone() == (0,)
