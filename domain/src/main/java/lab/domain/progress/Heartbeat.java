package lab.domain.progress;

import static lab.domain.Checks.check;

import java.time.Instant;
import lab.domain.Checks;
import lab.domain.EventTime;
import lab.domain.Pair;

/**
 * A feed's word that a pair's event time has come this far, whether or not anybody traded.
 *
 * @param lastTradeId the newest trade of the pair that the feed knows of; 0 if it knows of none
 * @param time the exchange's time
 * @param ended whether the feed ends here: a recording's or a simulated market's last word, which
 *     ends every open window of the pair
 */
public record Heartbeat(Pair pair, long lastTradeId, Instant time, String exchange, boolean ended) {
    public Heartbeat {
        check(lastTradeId >= 0, "last_trade_id: must not be negative, was %d", lastTradeId);
        EventTime.check("time", time);
        Checks.checkExchange(exchange);
    }
}
