package lab.flink.connector.iggy.client;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who we are to the server; never shown, not even by {@code toString}. */
public sealed interface Credentials extends Serializable {

    /** The user's name and password, resolved at the moment of logging in. */
    Login resolve() throws IOException;

    /** Name and password in the clear, for one login. */
    record Login(String username, String password) {
        @Override
        public String toString() {
            return "Login[username=" + username + ", password=******]";
        }
    }

    /** A password that travels with the job. */
    record Password(String username, String password) implements Credentials {
        @Override
        public Login resolve() {
            return new Login(username, password);
        }

        @Override
        public String toString() {
            return "Password[username=" + username + ", password=******]";
        }
    }

    /**
     * A file that holds the password, read anew by every process that logs in, so that neither the
     * DDL nor the job graph carries the secret.
     */
    record PasswordFile(String username, String path) implements Credentials {
        @Override
        public Login resolve() throws IOException {
            return new Login(username, Files.readString(Path.of(path)).strip());
        }
    }
}
