package lab.consensus.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lab.consensus.strategy.BuyAndHold;
import lab.consensus.strategy.Decision;
import lab.consensus.strategy.Strategy;
import lab.consensus.strategy.View;
import lab.servicekit.PermanentFaultException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptStrategiesTest {
    @TempDir Path folder;

    private record MyRule(String version) implements Strategy {
        @Override
        public Decision decide(View view) {
            return new Decision.Hold("a test");
        }
    }

    @Test
    void a_start_tells_which_strategies_are_new_changed_or_not_here() {
        var rule = new MyRule("my-rule@1{}");
        var changed = new MyRule("my-rule@2{}");

        assertThat(keep(new BuyAndHold(), rule))
                .containsExactly("my-rule trades on an account of its own");
        assertThat(keep(new BuyAndHold(), rule)).isEmpty();
        assertThat(keep(new BuyAndHold(), changed))
                .containsExactly("my-rule has changed; its account goes on by the new version");
        assertThat(keep(new BuyAndHold()))
                .singleElement()
                .asString()
                .startsWith("my-rule is not here; its account rests until it is");
        assertThat(keep(new BuyAndHold(), changed)).isEmpty();
    }

    @Test
    void what_a_newer_version_wrote_is_refused() throws Exception {
        keep(new BuyAndHold());
        Path file = folder.resolve("strategies.json");
        Files.writeString(file, Files.readString(file).replace("\"format\":1", "\"format\":2"));

        assertThatThrownBy(() -> keep(new BuyAndHold()))
                .isInstanceOf(PermanentFaultException.class)
                .hasMessageContaining("is of format 2, the newest that this version knows is 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"format\":1,\"vers", "\0\0\0", "[]", "null", "{}"})
    void a_damaged_list_is_told_and_made_anew(String damaged) throws Exception {
        var rule = new MyRule("my-rule@1{}");
        keep(new BuyAndHold(), rule);
        Path file = folder.resolve("strategies.json");
        String whole = Files.readString(file);
        Files.writeString(file, damaged);

        assertThat(keep(new BuyAndHold(), rule))
                .hasSize(2)
                .first()
                .asString()
                .contains("not known any more", file.toString(), "made anew");
        assertThat(file).hasContent(whole);
        assertThat(keep(new BuyAndHold(), rule)).isEmpty();
    }

    private List<String> keep(Strategy... strategies) {
        return KeptStrategies.keep(folder, List.of(strategies));
    }
}
