// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.client;

import java.io.Serializable;
import java.time.Duration;
import lab.flink.connector.iggy.client.retry.RetryPolicy;
import org.apache.flink.annotation.PublicEvolving;

/**
 * Where the server is, who we are, and how long we wait for it.
 *
 * @param connectTimeout for one TCP connection to open
 * @param requestTimeout for one answer; past it the connection is given up and built anew
 */
@PublicEvolving
public record ConnectionConfig(
        String hostname,
        int port,
        Credentials credentials,
        Tls tls,
        Duration connectTimeout,
        Duration requestTimeout,
        RetryPolicy retry)
        implements Serializable {

    public static final int DEFAULT_PORT = 8090;
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(3);
    public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(5);

    public ConnectionConfig {
        if (hostname.isBlank()) {
            throw new IllegalArgumentException("hostname: must not be blank");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port: must be 1 to 65535, was " + port);
        }
        mustBePositive("connection.timeout", connectTimeout);
        mustBePositive("request.timeout", requestTimeout);
    }

    /** Default port and patience. */
    public static ConnectionConfig of(String hostname, int port, Credentials credentials) {
        return new ConnectionConfig(
                hostname,
                port,
                credentials,
                new Tls.Off(),
                DEFAULT_CONNECT_TIMEOUT,
                DEFAULT_REQUEST_TIMEOUT,
                RetryPolicy.DEFAULT);
    }

    public ConnectionConfig withRequestTimeout(Duration timeout) {
        return new ConnectionConfig(
                hostname, port, credentials, tls, connectTimeout, timeout, retry);
    }

    public ConnectionConfig withRetry(RetryPolicy policy) {
        return new ConnectionConfig(
                hostname, port, credentials, tls, connectTimeout, requestTimeout, policy);
    }

    /** Encrypted, or in the clear, which is the default. */
    public ConnectionConfig withTls(Tls value) {
        return new ConnectionConfig(
                hostname, port, credentials, value, connectTimeout, requestTimeout, retry);
    }

    public ConnectionConfig withConnectTimeout(Duration timeout) {
        return new ConnectionConfig(
                hostname, port, credentials, tls, timeout, requestTimeout, retry);
    }

    /** For logs and messages. */
    public String address() {
        return hostname + ":" + port;
    }

    private static void mustBePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + ": must be positive, was " + value);
        }
    }
}
