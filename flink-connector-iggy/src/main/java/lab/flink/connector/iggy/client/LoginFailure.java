// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ClosedChannelException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Why there is no connection, said so that who has set it up knows what to change. Most of all
 * where one side speaks TLS and the other does not: each waits for what the other never says, or
 * takes it for noise.
 */
final class LoginFailure {

    /** A server that is up answers a greeting at once. */
    private static final Duration PROBE_PATIENCE = Duration.ofSeconds(2);

    private LoginFailure() {}

    /** The failure as it is to be told; may take a moment to find out. */
    static CompletableFuture<IggyException> of(
            String what, ConnectionConfig config, Throwable failure) {
        Throwable cause = unpacked(failure);
        if (config.tls() instanceof Tls.On tls) {
            return CompletableFuture.completedFuture(underTls(what, config, tls, cause));
        }
        IggyException plain = IggyException.ofLogin(what, cause);
        return cause instanceof TimeoutException
                ? CompletableFuture.supplyAsync(() ->
                        speaksTls(config)
                                ? new IggyException(
                                        what
                                                + ": the server speaks TLS, and 'tls.enabled' must"
                                                + " be true for it",
                                        true)
                                : plain)
                : CompletableFuture.completedFuture(plain);
    }

    /** Of TLS that cannot be begun at all, before there is a connection. */
    static IggyException unusable(String what, Tls.On tls, RuntimeException failure) {
        return new IggyException(
                "%s: %s must be a readable PEM file of certificates, %s"
                        .formatted(what, tls.authorities(), rootMessage(failure)),
                true);
    }

    private static IggyException underTls(
            String what, ConnectionConfig config, Tls.On tls, Throwable cause) {
        if (find(cause, GeneralSecurityException.class).isPresent()) {
            return new IggyException(
                    "%s: the server's certificate must be vouched for by %s, and be of the host name '%s', but: %s"
                            .formatted(
                                    what, tls.authorities(), config.hostname(), rootMessage(cause)),
                    true);
        }
        Optional<SSLException> ssl = find(cause, SSLException.class);
        if (ssl.isPresent() && !(ssl.get() instanceof SSLHandshakeException)) {
            return new IggyException(
                    "%s: the server does not speak TLS here, and 'tls.enabled' is true (%s)"
                            .formatted(what, ssl.get().getMessage()),
                    true);
        }
        if (ssl.isPresent() || find(cause, ClosedChannelException.class).isPresent()) {
            return new IggyException(
                    "%s: TLS could not be begun; does the server speak it here, as 'tls.enabled' = 'true' says? (%s)"
                            .formatted(what, cause),
                    false);
        }
        return IggyException.ofLogin(what, cause);
    }

    /**
     * Says the beginning of a TLS greeting, and nothing of ours. Whoever answers in TLS speaks it,
     * also if we do not like the certificate.
     */
    private static boolean speaksTls(ConnectionConfig config) {
        int patienceMillis =
                (int) Math.min(PROBE_PATIENCE.toMillis(), config.requestTimeout().toMillis());
        try (var plain = new Socket()) {
            plain.connect(new InetSocketAddress(config.hostname(), config.port()), patienceMillis);
            plain.setSoTimeout(patienceMillis);
            var factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
            try (var tls =
                    (SSLSocket)
                            factory.createSocket(plain, config.hostname(), config.port(), true)) {
                tls.startHandshake();
                return true;
            }
        } catch (SSLHandshakeException e) {
            return !(e.getCause() instanceof EOFException);
        } catch (IOException e) {
            return false;
        }
    }

    private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> kind) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (kind.isInstance(at)) {
                return Optional.of(kind.cast(at));
            }
        }
        return Optional.empty();
    }

    private static Throwable unpacked(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException
                        || cause instanceof ExecutionException
                        || (cause instanceof IggyException))
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
