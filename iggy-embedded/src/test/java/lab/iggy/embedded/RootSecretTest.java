package lab.iggy.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import lab.iggy.embedded.user.Credentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootSecretTest {
    @TempDir Path directory;

    private Path file() {
        return directory.resolve("secrets").resolve("iggy-root");
    }

    @Test
    void is_made_once_and_kept_for_its_owner_alone() throws IOException {
        var made = RootSecret.readOrMake(file());

        assertThat(RootSecret.readOrMake(file())).isEqualTo(made);
        assertThat(made.password()).hasSizeGreaterThan(20);
        assertThat(Files.readString(file()))
                .isEqualTo(made.username() + ":" + made.password() + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void is_closed_to_others_again_if_somebody_opened_it() throws IOException {
        RootSecret.readOrMake(file());
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));

        RootSecret.readOrMake(file());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void may_be_written_by_hand_and_may_hold_colons() throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "ann:a:b:c\n");

        assertThat(RootSecret.readOrMake(file())).isEqualTo(new Credentials("ann", "a:b:c"));
    }

    @Test
    void is_refused_without_being_told_if_it_makes_no_sense() throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "only-one-word");

        assertThatThrownBy(() -> RootSecret.readOrMake(file()))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining("only-one-word");
    }

    @Test
    void one_that_is_damaged_is_refused_with_its_name_and_what_to_do() throws IOException {
        Files.createDirectories(file().getParent());
        for (byte[] damaged :
                List.of(new byte[0], new byte[9], new byte[] {(byte) 0xc3, 'a', ':', 'b'})) {
            Files.write(file(), damaged);
            assertThatThrownBy(() -> RootSecret.readOrMake(file()))
                    .isInstanceOf(IOException.class)
                    .hasNoCause()
                    .hasMessageContaining(file().toString())
                    .hasMessageContaining("write such a line there");
        }
    }

    @Test
    void is_never_printed() {
        assertThat(new Credentials("ann", "secret").toString()).doesNotContain("secret");
    }

    @Test
    void comes_from_the_environment_if_both_halves_are_there() {
        var arguments = new String[] {directory.toString(), "0"};
        var both = Map.of("IGGY_ROOT_USERNAME", "ann", "IGGY_ROOT_PASSWORD", "secret");

        assertThat(StandaloneBroker.config(arguments, both).root())
                .contains(new Credentials("ann", "secret"));
        assertThat(StandaloneBroker.config(arguments, Map.of()).root()).isEmpty();
        assertThatThrownBy(() ->
                        StandaloneBroker.config(arguments, Map.of("IGGY_ROOT_USERNAME", "ann")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
