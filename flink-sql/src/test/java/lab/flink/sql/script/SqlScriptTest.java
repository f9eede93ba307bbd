package lab.flink.sql.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SqlScriptTest {
    private static List<Statement> statements(String text, Map<String, String> variables) {
        return SqlScript.of("test.sql", text).statements(variables);
    }

    @Test
    void comments_and_space_are_no_part_of_what_versions_are_compared_by() {
        SqlScript one = SqlScript.of("a.sql", "-- why\nSELECT 1 -- one\n  FROM t;\n");
        SqlScript other = SqlScript.of("a.sql", "SELECT 1\n\nFROM t;");
        assertThat(one.source().lines().map(String::strip))
                .isEqualTo(other.source().lines().map(String::strip).toList());
    }

    @Test
    void a_quoted_semicolon_or_comment_is_text() {
        assertThat(statements("SELECT 'a;b -- c' FROM t;\nSELECT 2;", Map.of()))
                .containsExactly(
                        new Statement.Sql("SELECT 'a;b -- c' FROM t"),
                        new Statement.Sql("SELECT 2"));
    }

    @Test
    void a_statement_set_is_one_statement() {
        String set =
                "EXECUTE STATEMENT SET BEGIN\nINSERT INTO a SELECT 1;\nINSERT INTO b SELECT 2;\nEND";
        List<Statement> statements = statements(set + ";", Map.of());
        assertThat(statements).containsExactly(new Statement.Sql(set));
        assertThat(((Statement.Sql) statements.getFirst()).isStatementSet()).isTrue();
    }

    @Test
    void variables_are_filled_in_and_cannot_end_a_quoted_text() {
        assertThat(
                        statements(
                                "CREATE x WITH ('a' = '${bus.host}');",
                                Map.of("bus.host", "o'clock")))
                .containsExactly(new Statement.Sql("CREATE x WITH ('a' = 'o''clock')"));
    }

    @Test
    void a_variable_without_a_value_is_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> statements("SELECT ${nothing};", Map.of()))
                .withMessage("test.sql: variable must have a value, was ${nothing}");
    }

    @Test
    void the_runners_own_statements_are_told_from_flinks() {
        assertThat(
                        statements(
                                "SET 'a.b' = '1 s';\nATTACH OPERATOR candles\nTO t, h\nAS x, y, z;",
                                Map.of()))
                .containsExactly(
                        new Statement.Set("a.b", "1 s"),
                        new Statement.Attach("candles", List.of("t", "h"), List.of("x", "y", "z")));
    }

    @Test
    void text_behind_the_last_semicolon_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> statements("SELECT 1;\nSELECT 2", Map.of()))
                .withMessageContaining("SELECT 2");
    }

    @Test
    void a_set_ends_at_an_end_of_its_own_and_at_no_other() {
        String set =
                """
                EXECUTE STATEMENT SET
                BEGIN
                INSERT INTO a SELECT CASE WHEN x > 0 THEN 'up' ELSE 'down' END;
                INSERT INTO b SELECT 'the END;' FROM t WHERE `END;` = 1;
                INSERT INTO c SELECT CASE x WHEN 1 THEN CASE WHEN y THEN 1 END END;
                end\
                """;
        assertThat(
                        statements(
                                set.replace(
                                                "INSERT INTO b",
                                                "-- not the END;\n/* nor this END; */ INSERT INTO b")
                                        + " ;\nSELECT 2;",
                                Map.of()))
                .containsExactly(new Statement.Sql(set), new Statement.Sql("SELECT 2"));
    }

    @Test
    void what_only_ends_like_a_set_is_none() {
        assertThat(statements("SELECT 'EXECUTE STATEMENT SET BEGIN' FROM t;SELECT 2;", Map.of()))
                .hasSize(2);
        assertThat(statements("SELECT CASE WHEN a THEN 1 END;SELECT 2;", Map.of())).hasSize(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        statements(
                                "EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT CASE WHEN b THEN 1 END;",
                                Map.of()))
                .withMessageContaining("test.sql")
                .withMessageContaining("END;");
    }

    @Test
    void quoted_text_is_kept_as_it_is_over_lines_and_a_hint_is_no_comment() {
        assertThat(
                        statements(
                                "SELECT 'one\n  -- two;\n\n three' /* no; */\n FROM t /*+ OPTIONS('a'='b;c') */;",
                                Map.of()))
                .containsExactly(
                        new Statement.Sql(
                                "SELECT 'one\n  -- two;\n\n three'\nFROM t /*+ OPTIONS('a'='b;c') */"));
    }

    @Test
    void a_quote_in_a_comment_opens_nothing() {
        assertThat(statements("-- don't\nSELECT 1; /* don't; */\nSELECT 2;", Map.of()))
                .containsExactly(new Statement.Sql("SELECT 1"), new Statement.Sql("SELECT 2"));
    }

    @Test
    void a_quote_that_is_not_closed_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> statements("SELECT 'a;\nSELECT 2;", Map.of()))
                .withMessageContaining("test.sql")
                .withMessageContaining("closed");
    }
}
