package lab.launcher.past;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import lab.analyst.AnalystSettings;
import lab.analyst.store.StoredAnswers;
import lab.consensus.TradingSettings;
import lab.consensus.signals.SignalSettings;
import lab.domain.Pair;
import lab.lancer.pattern.CandleClose;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Settings;

/** The pattern and the commentary service of the past, by the settings that a lab's have. */
public final class PastServices implements AutoCloseable {
    private final CommentaryChoice choice;
    private final Older older;
    private final AnalystSettings analyst;
    private final SignalSettings settings;
    private final StoredAnswers answers;

    /** Where candles of a pair are that are older than what is gone through. */
    public interface Older {
        Older NONE = (_, _) -> List.of();

        List<CandleClose> of(Pair pair, Instant before) throws IOException;
    }

    /**
     * Of a data directory, whose analyst may be at work; without one nobody commented.
     *
     * @param environment with the analyst's and the desk's settings
     */
    public PastServices(
            DataDir data, Map<String, String> environment, CommentaryChoice choice, Older older)
            throws LabException, IOException {
        this.choice = choice;
        this.older = older;
        this.analyst = Settings.read(environment, "analyst", AnalystSettings.class);
        this.settings = Settings.read(environment, "consensus", TradingSettings.class).signals();
        this.answers = StoredAnswers.of(data.analyst());
    }

    /** What they would have said, from the beginning: nothing is known yet. */
    public PastSignals signals() {
        return new PastSignals(
                new PastPatterns(older),
                new PastCommentary(choice, answers, analyst.ollama(), analyst.masked()),
                settings);
    }

    @Override
    public void close() throws IOException {
        answers.close();
    }
}
