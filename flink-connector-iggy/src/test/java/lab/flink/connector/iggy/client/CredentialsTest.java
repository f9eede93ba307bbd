package lab.flink.connector.iggy.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import lab.flink.connector.iggy.client.Credentials.Login;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {

    @Test
    void nobody_sees_a_password_by_printing_what_holds_it() throws IOException {
        Credentials credentials = new Credentials.Password("iggy", "s3cret");

        assertThat(ConnectionConfig.of("localhost", 8090, credentials).toString())
                .contains("iggy")
                .doesNotContain("s3cret");
        assertThat(credentials.resolve().toString()).doesNotContain("s3cret");
    }

    @Test
    void a_password_file_is_read_anew_at_each_login(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("password");
        Credentials credentials = new Credentials.PasswordFile("iggy", file.toString());

        Files.writeString(file, "first\n");
        assertThat(credentials.resolve()).isEqualTo(new Login.User("iggy", "first"));
        Files.writeString(file, "second");
        assertThat(credentials.resolve()).isEqualTo(new Login.User("iggy", "second"));
        assertThat(credentials.toString()).doesNotContain("second");
    }

    @Test
    void nobody_sees_a_token_by_printing_what_holds_it() throws IOException {
        Credentials credentials = new Credentials.Token("t0ken");

        assertThat(ConnectionConfig.of("localhost", 8090, credentials).toString())
                .doesNotContain("t0ken");
        assertThat(credentials.resolve().toString()).doesNotContain("t0ken");
    }

    @Test
    void a_token_file_is_read_anew_at_each_login(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("token");
        Credentials credentials = new Credentials.TokenFile(file.toString());

        Files.writeString(file, "first\n");
        assertThat(credentials.resolve()).isEqualTo(new Login.AccessToken("first"));
        Files.writeString(file, "second");
        assertThat(credentials.resolve()).isEqualTo(new Login.AccessToken("second"));
    }
}
