package lab.analyst.model;

import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.ollama.OllamaModel;
import dev.langchain4j.model.ollama.OllamaModels;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import lab.analyst.check.Sentiment;
import lab.servicekit.Lately;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A language model behind Ollama. Whatever goes wrong with it becomes {@link Reply.Silent}: it may
 * be away, hang in the middle of an answer, or answer with something that is none. It is then left
 * alone for a while, so that nobody waits for it again and again.
 */
public final class OllamaCommentator implements Commentator, AutoCloseable {
    public static final String SOURCE = "ollama";

    private static final Logger log = LoggerFactory.getLogger(OllamaCommentator.class);
    private static final Duration CONNECTS_WITHIN = Duration.ofSeconds(2);
    private static final Duration LISTS_WITHIN = Duration.ofSeconds(5);
    private static final int CAUSES_MAX = 10;
    private static final int RAW_LENGTH_MAX = 65_536;

    private final OllamaSettings settings;
    private final InstantSource clock;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECTS_WITHIN)
                    .build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final OllamaChatModel chat;
    private final OllamaModels models;
    private volatile Optional<Trouble> trouble =
            Optional.of(new Trouble("not asked yet", Instant.MIN));

    /** Why it did not answer, and until when it is not asked again. */
    private record Trouble(String reason, Instant since) {}

    public OllamaCommentator(OllamaSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.chat =
                OllamaChatModel.builder()
                        .httpClientBuilder(BoundedHttp.builder(http, settings.answersWithin()))
                        .baseUrl(settings.url().toString())
                        .modelName(settings.model())
                        .temperature(OllamaSettings.TEMPERATURE)
                        .seed(OllamaSettings.SEED)
                        .numPredict(settings.tokensMax())
                        .numCtx(settings.contextTokens())
                        .timeout(settings.answersWithin())
                        .responseFormat(schema())
                        .build();
        this.models =
                OllamaModels.builder()
                        .httpClientBuilder(BoundedHttp.builder(http, LISTS_WITHIN))
                        .baseUrl(settings.url().toString())
                        .timeout(LISTS_WITHIN)
                        .maxRetries(0)
                        .build();
    }

    private static ResponseFormat schema() {
        JsonObjectSchema answer =
                JsonObjectSchema.builder()
                        .addEnumProperty("sentiment", Sentiment.words())
                        .addNumberProperty("confidence", "from 0 to 1")
                        .addStringProperty("narrative", "at most 600 characters")
                        .addProperty(
                                "evidence",
                                JsonArraySchema.builder()
                                        .description("ids of facts")
                                        .items(JsonStringSchema.builder().build())
                                        .build())
                        .required("sentiment", "confidence", "narrative", "evidence")
                        .additionalProperties(false)
                        .build();
        return ResponseFormat.builder()
                .type(ResponseFormatType.JSON)
                .jsonSchema(JsonSchema.builder().name("commentary").rootElement(answer).build())
                .build();
    }

    @Override
    public String source() {
        return SOURCE;
    }

    public OllamaSettings settings() {
        return settings;
    }

    /** Why it does not answer, unless it did when it was last asked. */
    public Optional<String> trouble() {
        return trouble.map(Trouble::reason);
    }

    /** Whether it would be asked now, rather than left alone. */
    public boolean isWorthAsking() {
        return trouble.filter(
                        it -> Lately.isWithin(settings.retryAfter(), it.since, clock.instant()))
                .isEmpty();
    }

    /** Finds out whether it is there, if nobody knows lately. */
    public void look() throws InterruptedException {
        if (trouble.isPresent() && isWorthAsking()) {
            var _ = guarded(this::digest, LISTS_WITHIN);
        }
    }

    @Override
    public Reply comment(Question question) throws InterruptedException {
        if (!isWorthAsking()) {
            return new Reply.Silent(trouble().orElse("left alone"));
        }
        long begun = System.nanoTime();
        Result<Reply.Said> said =
                guarded(() -> ask(question.prompt(), begun), settings.answersWithin());
        return switch (said) {
            case Result.Got<Reply.Said>(var value) -> value;
            case Result.Failed<Reply.Said>(var reason) -> new Reply.Silent(reason);
        };
    }

    private Reply.Said ask(Prompt prompt, long begun) {
        String digest = digest();
        ChatResponse response =
                chat.chat(SystemMessage.from(prompt.system()), UserMessage.from(prompt.user()));
        String text = response.aiMessage().text();
        String raw = text == null ? "" : text;
        return new Reply.Said(
                raw.substring(0, Math.min(RAW_LENGTH_MAX, raw.length())),
                settings.model(),
                Optional.of(digest),
                Duration.ofNanos(System.nanoTime() - begun));
    }

    private String digest() {
        List<OllamaModel> there = models.availableModels().content();
        if (there == null) {
            throw new IllegalStateException("it does not list its models");
        }
        return there.stream()
                .filter(model -> model.getName() != null && settings.isModel(model.getName()))
                .map(model -> model.getDigest() == null ? "" : model.getDigest())
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException(
                                "it does not have the model %s: ollama pull %s"
                                        .formatted(settings.model(), settings.model())));
    }

    private sealed interface Result<T> {
        record Got<T>(T value) implements Result<T> {}

        record Failed<T>(String reason) implements Result<T> {}
    }

    /** Does it on a thread of its own, which is given up when the time is over. */
    private <T> Result<T> guarded(Callable<T> question, Duration within)
            throws InterruptedException {
        Future<T> answer = threads.submit(question);
        try {
            T value = answer.get(within.toNanos(), TimeUnit.NANOSECONDS);
            if (trouble.isPresent()) {
                log.atInfo().addKeyValue("model", settings.model()).log("model answers");
            }
            trouble = Optional.empty();
            return new Result.Got<>(value);
        } catch (TimeoutException e) {
            return failed("no answer within %d ms".formatted(within.toMillis()));
        } catch (ExecutionException e) {
            return failed(reason(e.getCause() == null ? e : e.getCause()));
        } finally {
            answer.cancel(true);
        }
    }

    private <T> Result<T> failed(String reason) {
        String told = "Ollama at %s: %s".formatted(settings.shownUrl(), reason);
        if (!trouble().equals(Optional.of(told))) {
            log.atInfo().addKeyValue("reason", told).log("model does not answer");
        }
        trouble = Optional.of(new Trouble(told, clock.instant()));
        return new Result.Failed<>(told);
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        for (int i = 0; i < CAUSES_MAX && root.getCause() != null; i++) {
            if (root instanceof ConnectException) {
                return "nothing answers there";
            }
            root = root.getCause();
        }
        String message = root.getMessage() == null ? "" : root.getMessage().strip();
        if (message.isEmpty()) {
            return root instanceof IOException ? "it broke off" : root.getClass().getSimpleName();
        }
        return OllamaError.shortened(message);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        http.shutdownNow();
    }
}
