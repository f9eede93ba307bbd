package lab.consensus;

import java.net.URI;
import java.nio.file.Path;
import lab.servicekit.Default;
import lab.servicekit.Secret;
import lab.topics.BusConnection;

/** Where a desk that runs on its own finds the bus and the services, and keeps what it knows. */
record BusSettings(
        @Default("127.0.0.1") String iggyHost,
        @Default("8090") int iggyPort,
        @Default("iggy") String iggyUsername,
        @Secret String iggyPassword,
        @Default("crypto") String stream,
        @Default("real") String marketClock,
        @Default("data/consensus") Path folder,
        @Default("data/secrets/token") Path token,
        @Default("http://127.0.0.1:8003") URI patternsUrl,
        @Default("http://127.0.0.1:8005") URI commentaryUrl) {
    BusConnection connection() {
        return new BusConnection(iggyHost, iggyPort, iggyUsername, iggyPassword);
    }
}
