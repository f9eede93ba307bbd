package lab.launcher.course;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import lab.launcher.operation.Repository;
import lab.launcher.service.LabService;
import org.junit.jupiter.api.Test;

class PhaseTest {
    @Test
    void there_are_ten_and_each_says_what_is_worth_a_look() {
        assertThat(Phase.values()).hasSize(10);
        for (Phase phase : Phase.values()) {
            assertThat(Phase.numbered(phase.number())).isEqualTo(phase);
            assertThat(phase.line()).startsWith("%2d  ".formatted(phase.number()));
            if (phase != Phase.BUS && phase != Phase.AUDIT) { // these show all there is
                assertThat(phase.looks("course/4")).isNotEmpty();
            }
        }
        assertThatThrownBy(() -> Phase.numbered(11)).hasMessage("phase: must be 1 to 10, was 11");
        assertThatThrownBy(() -> Phase.numbered(0)).hasMessage("phase: must be 1 to 10, was 0");
    }

    @Test
    void each_goes_as_far_as_the_one_before_it_and_only_the_ledger_trades() {
        for (int i = 1; i < Phase.LEDGER.number(); i++) {
            List<String> before = Phase.numbered(i).jobs();
            List<String> after = Phase.numbered(i + 1).jobs();
            assertThat(after.subList(0, before.size())).isEqualTo(before);
            assertThat(Phase.numbered(i).without()).contains(LabService.CONSENSUS);
        }
        assertThat(Phase.BUS.jobs()).isEmpty();
        assertThat(Phase.LEDGER.jobs()).containsExactly("hot", "warm", "cold", "clearing");
        assertThat(Phase.LEDGER.without()).isEqualTo(Set.of());
    }

    @Test
    void the_tutorial_has_a_page_for_each_with_its_commands() throws IOException {
        List<String> pages =
                Repository.files("docs/tutorial", ".md").stream()
                        .map(page -> Repository.ROOT.relativize(page).toString())
                        .filter(page -> !page.endsWith("README.md"))
                        .toList();
        assertThat(pages).hasSize(10);
        for (Phase phase : Phase.values()) {
            String text = Repository.text(pages.get(phase.number() - 1));
            assertThat(text)
                    .contains("./lab phase %d\n".formatted(phase.number()))
                    .contains("./lab phase %d --check\n".formatted(phase.number()));
            for (String look : phase.looks("course/" + phase.folder())) {
                assertThat(text).contains(look);
            }
        }
    }
}
