package lab.launcher.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import lab.iggy.embedded.user.Credentials;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RootLoginTest {
    private static final Map<String, String> ANN =
            Map.of(RootLogin.USERNAME, "ann", RootLogin.PASSWORD, "se:kret");

    @TempDir Path folder;

    private DataDir data() {
        return new DataDir(folder.resolve("data"));
    }

    @Test
    void a_directory_begins_with_whom_the_environment_names_and_goes_on_without_it()
            throws Exception {
        RootLogin.keep(data(), ANN);
        assertThat(RootLogin.kept(data())).isEqualTo(new Credentials("ann", "se:kret"));
        assertThat(Files.getPosixFilePermissions(data().iggyRoot()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        RootLogin.keep(data(), Map.of());
        RootLogin.keep(data(), ANN);
        BrokerAccess access = BrokerAccess.ofLab(data(), new Ports(0));
        assertThat(access.user()).isEqualTo("ann");
        assertThat(access.password()).isEqualTo("se:kret");
        assertThat(access.toString() + access.connection()).doesNotContain("kret");
    }

    @Test
    void a_directory_begun_with_others_says_what_to_do_and_no_password() throws Exception {
        RootLogin.keep(data(), ANN);
        var others = Map.of(RootLogin.USERNAME, "ann", RootLogin.PASSWORD, "another");
        assertThatThrownBy(() -> RootLogin.keep(data(), others))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("begun with another user or password")
                .hasMessageContaining("unset both to go on with those in " + data().iggyRoot())
                .hasMessageNotContaining("kret")
                .hasMessageNotContaining("\"another\"");
        assertThat(RootLogin.kept(data()).password()).isEqualTo("se:kret");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "ann, ''",
                "'', secret",
                "a:nn, secret",
                "' ann', secret",
                "ann, 'secret '",
                "an, secret",
                "ann, se"
            })
    void half_a_login_or_one_that_cannot_be_kept_is_refused(String user, String password) {
        var environment = Map.of(RootLogin.USERNAME, user, RootLogin.PASSWORD, password);
        assertThatThrownBy(() -> RootLogin.keep(data(), environment))
                .isInstanceOf(LabException.class)
                .hasMessageStartingWith("IGGY_ROOT_")
                .hasMessageNotContaining("secret");
        assertThat(data().iggyRoot()).doesNotExist();
    }

    @Test
    void a_broker_of_ones_own_takes_either_pair_of_variables() throws Exception {
        var address = new BrokerAddress("127.0.0.1", 8090);
        assertThat(BrokerAccess.foreign(address, data(), ANN).user()).isEqualTo("ann");
        var both =
                Map.of(
                        RootLogin.USERNAME,
                        "ann",
                        RootLogin.PASSWORD,
                        "se:kret",
                        "IGGY_USERNAME",
                        "bob",
                        "IGGY_PASSWORD",
                        "other");
        BrokerAccess bob = BrokerAccess.foreign(address, data(), both);
        assertThat(bob.user()).isEqualTo("bob");
        assertThat(Files.readString(bob.passwordFile())).isEqualTo("other");
        assertThatThrownBy(() -> BrokerAccess.foreign(address, data(), Map.of()))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("IGGY_USERNAME")
                .hasMessageContaining("IGGY_ROOT_PASSWORD");
    }
}
