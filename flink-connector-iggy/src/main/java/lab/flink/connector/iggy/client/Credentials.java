// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.client;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.annotation.PublicEvolving;

/** Who we are to the server; never shown, not even by {@code toString}. */
@PublicEvolving
public sealed interface Credentials extends Serializable {

    /** What is said to the server, resolved at the moment of logging in. */
    Login resolve() throws IOException;

    /** A secret in the clear, for one login. */
    sealed interface Login {

        /** A user's name and password. */
        record User(String username, String password) implements Login {
            @Override
            public String toString() {
                return "User[username=" + username + ", password=******]";
            }
        }

        /** A personal access token, which stands for the user who made it. */
        record AccessToken(String token) implements Login {
            @Override
            public String toString() {
                return "AccessToken[token=******]";
            }
        }
    }

    /** A password that travels with the job. */
    record Password(String username, String password) implements Credentials {
        @Override
        public Login resolve() {
            return new Login.User(username, password);
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
            return new Login.User(username, read(path));
        }
    }

    /** A personal access token that travels with the job. */
    record Token(String token) implements Credentials {
        @Override
        public Login resolve() {
            return new Login.AccessToken(token);
        }

        @Override
        public String toString() {
            return "Token[token=******]";
        }
    }

    /**
     * A file that holds a personal access token, read anew at each login: a token that is about to
     * expire is replaced there, under a running job.
     */
    record TokenFile(String path) implements Credentials {
        @Override
        public Login resolve() throws IOException {
            return new Login.AccessToken(read(path));
        }
    }

    private static String read(String path) throws IOException {
        return Files.readString(Path.of(path)).strip();
    }
}
