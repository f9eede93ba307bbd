package lab.servicekit.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardTest {
    @ParameterizedTest
    @CsvSource({
        "localhost:8080, localhost",
        "LocalHost, localhost",
        "127.0.0.1:1, 127.0.0.1",
        "[::1]:8080, [::1]",
        "[::1], [::1]",
        "evil.example:8080, evil.example",
        "localhost.evil.example, localhost.evil.example",
    })
    void a_host_is_known_by_its_name_without_the_port(String header, String name) {
        assertThat(Guard.name(header)).isEqualTo(name);
    }
}
