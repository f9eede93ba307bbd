package lab.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BusRetentionTest {
    @Test
    void reads_sizes_as_people_write_them() {
        assertThat(BusRetention.parseBytes("10GB")).isEqualTo(10_000_000_000L);
        assertThat(BusRetention.parseBytes("512MiB")).isEqualTo(512L << 20);
        assertThat(BusRetention.parseBytes(" 2 tb ")).isEqualTo(2_000_000_000_000L);
        assertThat(BusRetention.parseBytes("64000000B")).isEqualTo(BusRetention.BYTES_MIN);
    }

    @Test
    void refuses_what_is_no_size() {
        for (String text : new String[] {"", "10", "GB", "-1GB", "1.5GB", "10GX", "9999999TiB "}) {
            assertThatThrownBy(() -> BusRetention.parseBytes(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("bus size: must be");
        }
        assertThatThrownBy(() -> BusRetention.parseBytes("99999999999TB"))
                .hasMessageContaining("must be less than 8 EiB");
    }

    @Test
    void refuses_to_keep_next_to_nothing() {
        assertThatThrownBy(() -> new BusRetention(Duration.ofSeconds(59), 1 << 30))
                .hasMessage("bus retention: must be 1 minute or more, was PT59S");
        assertThatThrownBy(() -> new BusRetention(Duration.ofDays(1), 1_000_000))
                .hasMessage("bus size: must be 64000000 bytes or more, was 1000000");
    }
}
