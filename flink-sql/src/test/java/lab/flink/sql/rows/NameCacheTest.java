package lab.flink.sql.rows;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.binary.BinaryStringData;
import org.junit.jupiter.api.Test;

class NameCacheTest {
    private final NameCache names = new NameCache(2);

    @Test
    void rows_share_a_name_that_is_encoded_already() {
        StringData name = names.get("GRÖSSE-USD");

        assertThat(name).isSameAs(names.get("GRÖSSE-USD"));
        assertThat(name).isEqualTo(StringData.fromString("GRÖSSE-USD")).hasToString("GRÖSSE-USD");
        assertThat(((BinaryStringData) name).getSegments()).isNotNull();
    }

    @Test
    void a_stranger_who_makes_names_up_fills_no_memory_and_gets_them_right() {
        StringData first = names.get("A-USD");
        names.get("B-USD");
        StringData third = names.get("C-USD");

        assertThat(third).isEqualTo(StringData.fromString("C-USD")).isNotSameAs(names.get("C-USD"));
        assertThat(names.get("A-USD")).isSameAs(first);
    }
}
