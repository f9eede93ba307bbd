package lab.launcher.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadOnlySqlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "select * from warm.crypto.candles_1m limit 3",
                "WITH a AS (SELECT 1 AS x) SELECT x FROM a",
                "-- what is it?\nSELECT ';' AS a, 'INSERT INTO x' AS b",
                "/* of all */ SELECT `drop` FROM t",
                "(SELECT 1) UNION ALL (SELECT 2)",
                "SELECT 'it''s; -- no comment' FROM t"
            })
    void a_query_goes_through_as_it_is(String query) throws Exception {
        assertThat(ReadOnlySql.check(query)).isEqualTo(query);
    }

    @Test
    void a_semicolon_at_its_end_is_taken_off() throws Exception {
        assertThat(ReadOnlySql.check(" SELECT 1 ;; \n")).isEqualTo("SELECT 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "INSERT INTO warm.crypto.balances VALUES ('a', 'USD', 1)",
                "DROP TABLE warm.crypto.balances",
                "CALL sys.compact('crypto.balances')",
                "SET 'a' = 'b'",
                "SELECT 1; DROP TABLE t",
                "SELECT 1 /* ; */ ; DROP TABLE t",
                "WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a",
                "SELECT * FROM t /*+ OPTIONS('scan.mode'='latest') */",
                "EXPLAIN SELECT 1",
                "SELECTED",
                "EXECUTE STATEMENT SET BEGIN INSERT INTO t SELECT 1; END"
            })
    void whatever_might_change_something_does_not(String statement) {
        assertThatThrownBy(() -> ReadOnlySql.check(statement))
                .isInstanceOf(ToolException.class)
                .hasMessageStartingWith("sql: ");
    }

    @Test
    void what_is_too_long_is_refused() {
        assertThatThrownBy(() -> ReadOnlySql.check("SELECT " + "1".repeat(10_000)))
                .hasMessageContaining("at most 10000 characters");
    }
}
