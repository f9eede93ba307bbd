package lab.analyst;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import lab.analyst.market.PaimonCandles;
import lab.servicekit.Config;
import lab.servicekit.ConfigException;
import lab.servicekit.ConfigSources;
import lab.servicekit.HttpConfig;
import lab.servicekit.Metrics;
import lab.servicekit.TokenFile;

/** An analyst on its own, beside tables that others write. */
public final class AnalystMain {
    private AnalystMain() {}

    static void main(String[] arguments) throws IOException, InterruptedException {
        Config config = readOrExit(arguments);
        PlaceSettings places = config.get(PlaceSettings.class);
        var analyst =
                new Analyst(
                        places.config(
                                config.get(HttpConfig.class), config.get(AnalystSettings.class)),
                        new Analyst.Surroundings(
                                InstantSource.system(),
                                Metrics.registry(),
                                TokenFile.openOrCreate(places.token()),
                                new PaimonCandles(places.warehouse(), places.database()),
                                Optional.empty()));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(analyst), "analyst-close"));
        analyst.start();
        System.out.println("analyst at " + analyst.uri());
        analyst.awaitClosed();
    }

    private static void close(Analyst analyst) {
        try {
            analyst.close();
        } catch (IOException e) {
            System.err.println("analyst: it must close, " + e.getMessage());
        }
    }

    private static Config readOrExit(String[] arguments) {
        try {
            return Config.read(
                    new ConfigSources()
                            .propertiesFile(Path.of("analyst.properties"))
                            .environment(System.getenv())
                            .arguments(List.of(arguments)),
                    new Config.Section<>("analyst", PlaceSettings.class),
                    new Config.Section<>("analyst", AnalystSettings.class),
                    new Config.Section<>("http", HttpConfig.class));
        } catch (ConfigException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            throw e;
        }
    }
}
