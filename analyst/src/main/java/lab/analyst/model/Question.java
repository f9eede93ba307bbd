package lab.analyst.model;

import lab.analyst.facts.ShownFacts;

/** What a commentator is asked to comment on. */
public record Question(ShownFacts shown, Prompt prompt) {
    public static Question of(ShownFacts shown) {
        return new Question(shown, PromptWriter.write(shown));
    }
}
