package lab.launcher.process;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lab.launcher.directory.LabException;
import org.junit.jupiter.api.Test;

class EngineOptionsTest {
    @Test
    void the_tests_have_what_engines_need() {
        assertThatCode(EngineOptions::check).doesNotThrowAnyException();
    }

    @Test
    void a_user_without_a_name_is_told_what_is_wanted() {
        assertThatCode(() -> EngineOptions.checkUser("lab")).doesNotThrowAnyException();
        assertThatThrownBy(() -> EngineOptions.checkUser("?"))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("/etc/passwd");
    }

    @Test
    void what_is_missing_is_named_at_the_start() {
        assertThatThrownBy(() -> EngineOptions.check(name -> !name.endsWith("nio")))
                .isInstanceOf(LabException.class)
                .hasMessage(
                        "JVM: it must be started with --add-opens=java.base/java.nio=ALL-UNNAMED,"
                                + " was not; ./lab does so");
    }
}
