package lab.console.desk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Plays the paper desk's REST on loopback: well, broken, or too slow for anybody. */
public final class PlayedDesk implements AutoCloseable {
    private static final String HEALTHY = "{\"status\":\"ok\",\"parts\":[]}";

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Map<String, Integer> statuses = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private volatile boolean slow;

    public PlayedDesk(Instant now) {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(calls);
        server.createContext("/", this::handle);
        server.start();
        answers.put("/api/health", HEALTHY);
        answers.put("/api/killswitch", "{\"engaged\":false,\"trading_enabled\":true}");
        answers.put("/api/positions", positions(now, "10050"));
        answers.put("/api/trades", "[%s]".formatted(fill(now)));
        answers.put("/api/audit", audit(now, true, 0));
    }

    public URI uri() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    /** What it says at a path from now on. */
    public void says(String path, int status, String answer) {
        answers.put(path, answer);
        statuses.put(path, status);
    }

    /** From now on answers do not come. */
    void becomesSlow() {
        slow = true;
    }

    long asked(String path) {
        return asked.stream().filter(path::equals).count();
    }

    /** Two accounts, of which the first has BTC-USD. */
    public static String positions(Instant asOf, String equity) {
        return """
        {"cash_balance":19000,"equity":20050,"as_of":"%s","positions":{},"accounts":[
         {"account":"momentum","strategy":"momentum","starting_balance":10000,
          "cash_balance":9000,"equity":%s,"realized_pnl":-3.5,"unrealized_pnl":53.5,
          "fees":1.25,"state":"REDUCING","state_reason":"drawdown 5.1 %% of <b>the day</b>",
          "daily_drawdown":0.051,"positions":{"BTC-USD":{"pair":"BTC-USD","quantity":0.0155,
          "entry_price":64000,"price":64251.5,"value":995.89,"unrealized_pnl":53.5,
          "realized_pnl":0}}},
         {"account":"buy-and-hold","strategy":"buy-and-hold","starting_balance":10000,
          "cash_balance":0,"equity":10100,"realized_pnl":0,"unrealized_pnl":100,
          "fees":1,"state":"ACTIVE","daily_drawdown":-0.01,"positions":{}}]}\
        """
                .formatted(asOf, equity);
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

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            asked.add(path);
            if (slow) {
                closing.await();
                return;
            }
            byte[] body = answers.getOrDefault(path, "{}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(statuses.getOrDefault(path, 200), body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** From now on nobody listens. */
    public void leaves() {
        closing.countDown();
        server.stop(0);
    }

    @Override
    public void close() {
        leaves();
        calls.close();
    }
}
