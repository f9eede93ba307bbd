package lab.launcher.cluster;

import java.time.Duration;
import java.util.Optional;
import lab.launcher.BusLossAnswer;
import lab.launcher.bus.BusCheck;
import lab.launcher.bus.BusSettings;
import lab.launcher.market.LabFeed;
import lab.launcher.process.Parts;
import lab.launcher.process.Rank;
import lab.launcher.reset.RebuildWatch;
import lab.servicekit.Health;
import lab.servicekit.http.HttpConfig;
import lab.servicekit.http.HttpService;
import lab.topics.BusTopics;

/** The feed: chooses the market, makes the topics, writes the terms, and brings what it hears. */
final class PollerProcess {
    private static final Duration TOPICS_WITHIN = Duration.ofSeconds(30);

    private PollerProcess() {}

    static AutoCloseable start(Surroundings given) throws Exception {
        given.market().check();
        var _ = given.market().choose();
        Surroundings lab = given.onMarket();
        var health = new Health(lab.clock());
        BusCheck.addTo(health, lab.context().bus());
        BusTopics.ensure(
                lab.context().bus(),
                lab.tiers().stream(),
                RebuildWatch.retention(
                        lab.settings().data(),
                        BusSettings.read(lab.settings().environment()).kept()),
                TOPICS_WITHIN);
        // Before the feed begins: what it writes would take the place of what is lost.
        var _ =
                BusLossAnswer.look(
                        lab.plan(),
                        lab.context(),
                        Optional.empty(),
                        health,
                        lab.clock(),
                        lab.say());
        lab.market().prepare(lab.context().bus()).forEach(lab.say());
        var parts = new Parts();
        try {
            LabFeed feed =
                    parts.add(
                            Rank.FEED,
                            lab.market().start(lab.context().bus(), lab.context().registry()));
            health.check("feed", () -> feed.failure().or(feed::trouble));
            var _ =
                    parts.add(
                            Rank.SERVICE,
                            HttpService.named(
                                            Part.POLLER.toString(),
                                            HttpConfig.loopback(
                                                    Part.POLLER.port(lab.settings().ports())))
                                    .health(health)
                                    .metrics(lab.context().registry())
                                    .token(lab.context().token())
                                    .routes(router -> {
                                        router.json(FeedSaid.PATH, _ -> FeedSaid.of(feed));
                                        lab.market().routes().forEach(each -> each.addTo(router));
                                    })
                                    .start());
            return parts;
        } catch (Exception e) {
            parts.close();
            throw e;
        }
    }
}
