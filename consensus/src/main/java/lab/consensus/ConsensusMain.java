package lab.consensus;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import lab.consensus.signals.ServiceSignals;
import lab.consensus.source.SourceException;
import lab.consensus.source.StrategyChoice;
import lab.consensus.strategy.Strategy;
import lab.domain.MarketClock;
import lab.servicekit.Config;
import lab.servicekit.ConfigException;
import lab.servicekit.ConfigSources;
import lab.servicekit.HttpConfig;
import lab.servicekit.Metrics;
import lab.servicekit.TokenFile;

/** A paper desk on its own, beside a bus that runs elsewhere. */
public final class ConsensusMain {
    private ConsensusMain() {}

    static void main(String[] arguments) throws InterruptedException {
        Config config = readOrExit(arguments);
        BusSettings bus = config.get(BusSettings.class);
        TradingSettings trading = config.get(TradingSettings.class);
        var token = TokenFile.openOrCreate(bus.token());
        ConsensusConfig wanted =
                ConsensusConfig.of(
                                ConsensusConfig.PORT, bus.connection(), bus.stream(), bus.folder())
                        .with(trading, strategiesOrExit(trading))
                        .on(MarketClock.parse(bus.marketClock()))
                        .on(config.get(HttpConfig.class));
        var consensus =
                new Consensus(
                        wanted,
                        new Consensus.Surroundings(
                                InstantSource.system(),
                                Metrics.registry(),
                                token,
                                new ServiceSignals(
                                        bus.patternsUrl(),
                                        bus.commentaryUrl(),
                                        token,
                                        trading.signals()),
                                Map::of,
                                List.of()));
        Runtime.getRuntime().addShutdownHook(new Thread(consensus::close, "consensus-close"));
        consensus.start();
        System.out.println("paper desk at " + consensus.uri());
        consensus.awaitClosed();
    }

    private static List<Strategy> strategiesOrExit(TradingSettings trading) {
        try {
            return StrategyChoice.of(trading.strategies());
        } catch (SourceException | IOException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            throw new IllegalStateException(e);
        }
    }

    private static Config readOrExit(String[] arguments) {
        try {
            return Config.read(
                    new ConfigSources()
                            .propertiesFile(Path.of("consensus.properties"))
                            .environment(System.getenv())
                            .arguments(List.of(arguments)),
                    new Config.Section<>("consensus", BusSettings.class),
                    new Config.Section<>("consensus", TradingSettings.class),
                    new Config.Section<>("http", HttpConfig.class));
        } catch (ConfigException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            throw e;
        }
    }
}
