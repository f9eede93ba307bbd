package lab.launcher.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import org.junit.jupiter.api.Test;

class QueriesTest {
    @Test
    void a_hot_tier_that_is_away_is_named_with_where_to_look() {
        var away = new ConnectException("Connection refused");

        assertThat(Queries.refused(new IllegalStateException("no catalog", away)))
                .hasMessage(
                        "sql: the hot tier must answer, Connection refused; ./lab status says what is wrong with it");
        assertThat(Queries.refused(new IllegalStateException("no such table")))
                .hasMessage("sql: no such table");
    }

    @Test
    void a_word_that_sql_reserves_is_told_with_how_to_write_it() {
        assertThat(
                        Queries.refused(
                                new IllegalStateException(
                                        "Encountered \"open ,\" at line 1, column 8.")))
                .hasMessage(
                        "sql: Encountered \"open ,\" at line 1, column 8.; if that is a name, write it in"
                                + " backticks, `open`");
        assertThat(
                        Queries.refused(
                                new IllegalStateException(
                                        "Encountered \")\" at line 1, column 8.")))
                .hasMessage("sql: Encountered \")\" at line 1, column 8.");
    }
}
