package lab.console.desk;

import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lab.console.service.PlayedService;

/** Plays the paper desk. */
public final class PlayedDesk extends PlayedService {
    public PlayedDesk(Instant now) {
        says("/api/health", 200, "{\"status\":\"ok\",\"parts\":[]}");
        says("/api/killswitch", 200, "{\"engaged\":false,\"trading_enabled\":true}");
        says("/api/positions", 200, positions(now, "10050"));
        says("/api/trades", 200, "[%s]".formatted(fill(now)));
        says("/api/audit", 200, audit(now, true, 0));
    }

    /** Two accounts, of which the first has BTC-USD. */
    public static String positions(Instant asOf, String equity) {
        return """
        {"cash_balance":19000,"equity":20050,"as_of":"%s","positions":{},"accounts":[
         {"account":"momentum","strategy":"momentum","starting_balance":10000,
          "cash_balance":9000,"equity":%s,"realized_pnl":-3.5,"unrealized_pnl":53.5,
          "fees":1.25,"state":"REDUCING","commentators":[],"state_reason":"drawdown 5.1 %% of <b>the day</b>",
          "daily_drawdown":0.051,"positions":{"BTC-USD":{"pair":"BTC-USD","quantity":0.0155,
          "entry_price":64000,"price":64251.5,"value":995.89,"unrealized_pnl":53.5,
          "realized_pnl":0}}},
         {"account":"buy-and-hold","strategy":"buy-and-hold","starting_balance":10000,
          "cash_balance":0,"equity":10100,"realized_pnl":0,"unrealized_pnl":100,
          "fees":1,"state":"ACTIVE","commentators":[],"daily_drawdown":-0.01,"positions":{}}]}\
        """
                .formatted(asOf, equity);
    }

    /** One account of each strategy; what cannot be told from luck says so. */
    public static String sixPositions(Instant asOf) {
        String accounts =
                Stream.of(
                                "buy-and-hold",
                                "calibrated",
                                "llm-only",
                                "momentum",
                                "no-llm",
                                "seed-rule")
                        .map(name ->
                                """
                                {"account":"%s","strategy":"%s","starting_balance":10000,
                                 "cash_balance":4000,"equity":%d,"realized_pnl":12.5,
                                 "unrealized_pnl":-3,"fees":1.25,"state":"ACTIVE","commentators":["rules"],
                                 "daily_drawdown":0,"positions":{},
                                 "luck":"12 trades are too few to tell it from luck"}\
                                """
                                        .formatted(name, name, 9_900 + name.length() * 17))
                        .collect(Collectors.joining(","));
        return "{\"as_of\":\"%s\",\"accounts\":[%s]}".formatted(asOf, accounts);
    }

    /** A buy of BTC-USD. */
    public static String fill(Instant at) {
        return """
        {"account":"momentum","strategy":"momentum","order_id":"m-1","pair":"BTC-USD",
         "side":"BUY","quantity":0.0155,"price":64250,"status":"FILLED","fill_price":64251.5,
         "notional":995.9,"fee":0.5,"time":"%s","timestamp":"%s"}\
        """
                .formatted(at, at);
    }

    /** A wish that the risk rules refused. */
    public static String block(Instant at, String reason) {
        return """
        {"account":"momentum","strategy":"momentum","pair":"BTC-USD","side":"BUY",
         "status":"BLOCKED","reason":"%s","time":"%s","timestamp":"%s"}\
        """
                .formatted(reason, at, at);
    }

    public static String audit(Instant checked, boolean reconciled, int differences) {
        return """
        {"reconciled":%s,"checked_at":"%s","differences_total":%d,"differences":[%s],"lag":[]}\
        """
                .formatted(
                        reconciled,
                        checked,
                        differences,
                        differences == 0
                                ? ""
                                : "{\"rule\":\"sum is zero\",\"table\":\"warm.crypto.transfers\",\"what\":\"amount\"}");
    }
}
