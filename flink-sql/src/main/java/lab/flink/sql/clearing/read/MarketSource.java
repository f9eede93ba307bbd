package lab.flink.sql.clearing.read;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import lab.domain.MarketClock;
import lab.topics.BusConnection;

/**
 * Where the ticks come from, for who asks the broker beside reading them.
 *
 * @param passwordFile holds nothing but the password
 * @param clock whose clock the ticks' times are by
 */
public record MarketSource(
        String host,
        int port,
        String username,
        String passwordFile,
        String stream,
        MarketClock clock)
        implements Serializable {

    public BusConnection connection() throws IOException {
        String password = Files.readString(Path.of(passwordFile)).strip();
        return new BusConnection(host, port, username, password);
    }
}
