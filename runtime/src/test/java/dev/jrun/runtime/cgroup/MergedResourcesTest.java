package dev.jrun.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.spec.json.SpecReader;
import dev.jrun.spec.json.SpecWriter;
import dev.jrun.spec.resources.Resources;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MergedResourcesTest {
    private static final String BEFORE = """
            {"memory":{"limit":100,"swap":300,"reservation":50},"cpu":{"quota":50,"period":1000,"cpus":"0"},
             "pids":{"limit":5},"unified":{"cpu.weight":"7","memory.high":"9"}}""";

    private static MergedResources merged(String given) {
        return new MergedResources(read(BEFORE), read(given));
    }

    private static Resources read(String json) {
        return SpecReader.read(Resources.class, json.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Resources resources) {
        return SpecWriter.toCompactJson(resources).replace('"', '\'');
    }

    @Test
    void whatIsNotGivenStays() {
        assertThat(text(merged("{\"pids\":{\"limit\":-1},\"unified\":{\"memory.high\":\"max\"}}")
                        .all()))
                .isEqualTo("{'memory':{'limit':100,'reservation':50,'swap':300},"
                        + "'cpu':{'quota':50,'period':1000,'cpus':'0'},'pids':{'limit':-1},"
                        + "'unified':{'cpu.weight':'7','memory.high':'max'}}");
    }

    @Test
    void onlyWhatIsGivenIsSet() {
        assertThat(text(merged("{\"pids\":{\"limit\":6},\"cpu\":{\"mems\":\"0\"},\"memory\":{\"reservation\":60}}")
                        .toSet()))
                .isEqualTo("{'memory':{'reservation':60},'cpu':{'mems':'0'},'pids':{'limit':6}}");
    }

    @Test
    void whatSharesAFileIsSetTogether() {
        assertThat(text(merged("{\"cpu\":{\"quota\":60}}").toSet())).isEqualTo("{'cpu':{'quota':60,'period':1000}}");
        assertThat(text(merged("{\"cpu\":{\"period\":2000}}").toSet())).isEqualTo("{'cpu':{'quota':50,'period':2000}}");
        assertThat(text(merged("{\"memory\":{\"swap\":400}}").toSet()))
                .isEqualTo("{'memory':{'limit':100,'swap':400}}");
        assertThat(text(merged("{\"memory\":{\"limit\":200}}").toSet()))
                .isEqualTo("{'memory':{'limit':200,'swap':300}}");
    }

    @Test
    void withoutALimitOfMemoryThereIsNoneOfSwap() {
        assertThat(text(merged("{\"memory\":{\"limit\":-1}}").toSet())).isEqualTo("{'memory':{'limit':-1}}");
        assertThat(text(merged("{\"memory\":{\"limit\":-1}}").all())).contains("{'limit':-1,'reservation':50}");
    }
}
