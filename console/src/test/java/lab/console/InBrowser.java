package lab.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import lab.testports.TestPorts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A console and a browser that looks at it. Skipped, with a message, where there is no Chromium.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
abstract class InBrowser {
    private static final List<Path> PLACES =
            Stream.of(
                            "/usr/bin/chromium",
                            "/usr/bin/chromium-browser",
                            "/usr/bin/google-chrome",
                            "/usr/bin/google-chrome-stable",
                            "/snap/bin/chromium",
                            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
                    .map(Path::of)
                    .toList();

    /** A machine may be busy: a page that is right soon enough does not wait for this. */
    private static final double SHOWS_WITHIN_MILLIS = 90_000;

    private static final List<String> SWITCHES =
            List.of(
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync");

    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> requested = new CopyOnWriteArrayList<>();
    final Clock clock = Clock.systemUTC();
    @TempDir private Path folder;
    private Optional<Playwright> playwright = Optional.empty();
    private List<Browser> browsers = new ArrayList<>();
    private List<BrowserContext> contexts = new ArrayList<>();
    TestConsole console;
    MovingMarket market;

    @BeforeAll
    void openBrowser() {
        setDefaultAssertionTimeout(SHOWS_WITHIN_MILLIS);
        Optional<Path> chromium = PLACES.stream().filter(Files::isExecutable).findFirst();
        assumeTrue(
                chromium.isPresent(),
                () -> "the page needs a Chromium in one of %s".formatted(PLACES));
        var options =
                new Playwright.CreateOptions()
                        .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"));
        playwright = Optional.of(Playwright.create(options));
        browsers.add(
                playwright
                        .get()
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(chromium.get())
                                        .setArgs(SWITCHES)));
    }

    @AfterAll
    void closeBrowser() {
        browsers.forEach(Browser::close);
        playwright.ifPresent(Playwright::close);
    }

    @BeforeEach
    void startConsole() {
        complaints.clear();
        requested.clear();
        start(TestPorts.one(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    @AfterEach
    void stopConsole() {
        contexts.forEach(BrowserContext::close);
        contexts.clear();
        console.close();
    }

    /** Another in its place, with those services. */
    final void start(int port, Optional<URI> desk, Optional<URI> lancer, Optional<URI> analyst) {
        console =
                new TestConsole(folder, port, (pair, minutes) -> List.of(), desk, lancer, analyst);
        console.health.part("broker").up();
        market = new MovingMarket(console.market(), 7);
    }

    final Page open(String path, int width, int height) {
        return open(path, width, height, ColorScheme.DARK);
    }

    final Page open(String path, int width, int height, ColorScheme scheme) {
        BrowserContext context =
                browsers.getFirst()
                        .newContext(
                                new Browser.NewContextOptions()
                                        .setViewportSize(width, height)
                                        .setColorScheme(scheme));
        contexts.add(context);
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (List.of("error", "warning").contains(message.type())) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onRequest(request -> requested.add(request.url()));
        page.navigate(console.url(path));
        return page;
    }

    /** Whether a page has asked the console for that. */
    final boolean asked(String path) {
        return requested.stream().anyMatch(url -> url.endsWith(path));
    }

    /** Nothing in the browser's log, and nothing asked of anybody else. */
    final void assertNoComplaints() {
        assertThat(complaints).isEmpty();
        assertThat(requested)
                .isNotEmpty()
                .allSatisfy(url ->
                        assertThat(url)
                                .satisfiesAnyOf(
                                        own -> assertThat(own).startsWith(console.url("/")),
                                        inline -> assertThat(inline).startsWith("data:")));
    }

    static Locator price(Page page, String pair) {
        return page.locator("[data-pair=%s] [data-field=price]".formatted(pair));
    }
}
