package lab.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlStatementsTest {

    @Test
    void cuts_at_each_semicolon() {
        assertThat(SqlStatements.cut("SELECT 1; SELECT 2;").whole())
                .containsExactly("SELECT 1", "SELECT 2");
    }

    @Test
    void keeps_what_has_no_semicolon_yet_as_the_rest() {
        SqlStatements.Cut cut = SqlStatements.cut("SELECT 1; SELECT");
        assertThat(cut.rest()).isEqualTo(" SELECT");
        assertThat(cut.all()).containsExactly("SELECT 1", "SELECT");
    }

    @Test
    void a_semicolon_in_a_text_or_a_name_cuts_nothing() {
        assertThat(SqlStatements.cut("SELECT 'a;''b', `c;d`;").whole())
                .containsExactly("SELECT 'a;''b', `c;d`");
    }

    @Test
    void comments_are_left_out_and_cut_nothing() {
        assertThat(SqlStatements.cut("SELECT 1 -- one; two\n+ 2 /* three; */;").whole())
                .containsExactly("SELECT 1 \n+ 2");
    }

    @Test
    void nothing_but_semicolons_is_no_statement() {
        assertThat(SqlStatements.cut(" ;; -- and that is all\n").all()).isEmpty();
    }

    @Test
    void a_hint_is_kept_and_a_comment_parts_two_words() {
        assertThat(SqlStatements.cut("SELECT/*;*/1 FROM t /*+ OPTIONS('a'=';') */;").whole())
                .containsExactly("SELECT 1 FROM t /*+ OPTIONS('a'=';') */");
    }

    @Test
    void a_comment_does_not_end_where_it_begins() {
        assertThat(SqlStatements.cut("SELECT 1 /*/ ; */ + 2;").whole())
                .containsExactly("SELECT 1  + 2");
    }

    @Test
    void what_is_open_waits_for_its_end() {
        assertThat(SqlStatements.cut("SELECT 'a; ").rest()).isEqualTo("SELECT 'a; ");
        assertThat(SqlStatements.cut("SELECT 1 /* a; ").rest()).isEqualTo("SELECT 1 /* a; ");
    }
}
