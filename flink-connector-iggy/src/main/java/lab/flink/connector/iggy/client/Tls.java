// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.client;

import java.io.File;
import java.io.Serializable;
import java.util.Optional;
import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/** Whether what is sent is encrypted, and by whom a server must be vouched for. */
@PublicEvolving
public sealed interface Tls extends Serializable {

    /** In the clear. */
    record Off() implements Tls {}

    /**
     * Encrypted, to a server whose certificate is of the host name that we connect to.
     *
     * @param caFileOrNull PEM file of the authorities that are believed, on every machine that runs
     *     a part of the job; without it, those that the JVM believes
     */
    record On(@Nullable String caFileOrNull) implements Tls {

        /** The authorities, for a message. */
        String authorities() {
            return caFileOrNull == null
                    ? "the JVM's trust store (tls.ca-file is not set)"
                    : "tls.ca-file = " + caFileOrNull;
        }
    }

    /** What we believe in with the server's certificate, if it is not what the JVM does. */
    default Optional<File> caFile() {
        return this instanceof On on
                ? Optional.ofNullable(on.caFileOrNull()).map(File::new)
                : Optional.empty();
    }
}
