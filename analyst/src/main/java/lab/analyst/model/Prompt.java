package lab.analyst.model;

import java.nio.charset.StandardCharsets;
import org.apache.commons.codec.digest.DigestUtils;

/** What a model is asked, word for word. */
public record Prompt(String system, String user) {
    /** Names the question for good: the same words to the same model, with the same settings. */
    public String key(String model, String settings) {
        String whole = String.join("\u0000", model, settings, system, user);
        return DigestUtils.sha256Hex(whole.getBytes(StandardCharsets.UTF_8));
    }
}
