package dev.jrun.spec.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.spec.Config;
import dev.jrun.spec.Linux;
import dev.jrun.spec.NamespaceType;
import dev.jrun.spec.Process;
import dev.jrun.spec.User;
import dev.jrun.spec.samples.Sample;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecReaderTest {
    private static Config read(String json) {
        return SpecReader.read(Config.class, json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void absentMembersAreEmptyFalseOrZero() {
        Process process =
                SpecReader.read(Process.class, "{\"cwd\":\"/\",\"user\":{}}".getBytes(StandardCharsets.UTF_8));
        assertThat(process.args()).isEmpty();
        assertThat(process.terminal()).isFalse();
        assertThat(process.capabilities()).isEmpty();
        assertThat(process.user()).contains(User.ROOT);
    }

    @Test
    void nullIsAbsentAsForGoPrograms() {
        Config config =
                read("{\"ociVersion\":\"1.3.0\",\"mounts\":null,\"hostname\":null,\"linux\":{\"sysctl\":null}}");
        assertThat(config.mounts()).isEmpty();
        assertThat(config.hostname()).isEmpty();
        assertThat(config.linux().orElseThrow().sysctl()).isEqualTo(Map.of());
    }

    @Test
    void unknownMembersAreListedAndSkipped() {
        Sample sample = Sample.named("config/good/unknown-members.json");
        assertThat(SpecReader.readAll(Config.class, sample.json()).unknown()).containsExactly("/later", "/linux/later");
    }

    @Test
    void aPartHasTheWantedMembersAndWhatIsRequired() {
        String json = "{\"ociVersion\":\"1.3.0\",\"hostname\":\"one\",\"mounts\":[{\"destination\":\"/a\"}],"
                + "\"linux\":{\"sysctl\":{\"a\":\"1\"},\"cgroupsPath\":\"/x\"}}";

        Config part = SpecReader.readPart(
                Config.class,
                json.getBytes(StandardCharsets.UTF_8),
                Map.of(Config.class, Set.of("ociVersion", "linux"), Linux.class, Set.of("sysctl")));

        assertThat(part).isEqualTo(read("{\"ociVersion\":\"1.3.0\",\"linux\":{\"sysctl\":{\"a\":\"1\"}}}"));
    }

    @Test
    void sectionsForOtherPlatformsAreListedAsUnknown() {
        Sample sample = Sample.named("config/good/other-platforms.json");
        assertThat(SpecReader.readAll(Config.class, sample.json()).unknown())
                .containsExactly("/windows", "/vm", "/solaris", "/freebsd", "/zos");
    }

    @Test
    void listsAndMapsKeepTheirOrderAndCannotBeChanged() {
        Config config = read("{\"ociVersion\":\"1.3.0\",\"annotations\":{\"z\":\"1\",\"a\":\"2\",\"m\":\"3\"},"
                + "\"linux\":{\"namespaces\":[{\"type\":\"uts\"},{\"type\":\"pid\"}]}}");
        assertThat(config.annotations().keySet()).containsExactly("z", "a", "m");
        assertThat(config.linux().orElseThrow().namespaces())
                .extracting("type")
                .containsExactly(NamespaceType.UTS, NamespaceType.PID);
        assertThatThrownBy(() -> config.annotations().put("b", "c")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> config.mounts().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"ociVersion":3}                                              | /ociVersion: expected a string, found the number 3
            {}                                                            | /ociVersion: missing, expected a string
            []                                                            | expected an object, found an array
            {"ociVersion":"1","process":{"cwd":"/","args":["a",3]}}       | /process/args/1: expected a string, found the number 3
            {"ociVersion":"1","process":{"cwd":"/","user":{"uid":"0"}}}   | /process/user/uid: expected a whole number, found the string "0"
            {"ociVersion":"1","process":{"cwd":"/","user":{"uid":1.0}}}   | /process/user/uid: expected a whole number, found the number 1.0
            {"ociVersion":"1","process":{"cwd":"/","user":{"uid":-1}}}    | /process/user/uid: expected a number from 0 to 4294967295, found -1
            {"ociVersion":"1","process":{"cwd":"/","user":{"additionalGids":[0,4294967296]}}} | /process/user/additionalGids/1: expected a number from 0 to 4294967295, found 4294967296
            {"ociVersion":"1","root":{"path":"/","readonly":"yes"}}       | /root/readonly: expected true or false, found the string "yes"
            {"ociVersion":"1","linux":{"sysctl":{"a/b~c":true}}}          | /linux/sysctl/a~1b~0c: expected a string, found the boolean true
            {"ociVersion":"1","annotations":{"":"x"}}                     | /annotations/: expected a name, found an empty one
            {"ociVersion":"1","linux":{"namespaces":[{"type":"Pid"}]}}    | /linux/namespaces/0/type: expected one of [mount, pid, network, uts, ipc, user, cgroup, time], found the string "Pid"
            {"ociVersion":"1","linux":{"namespaces":[{}]}}                | /linux/namespaces/0/type: missing, expected one of [mount, pid, network, uts, ipc, user, cgroup, time]
            {"ociVersion":"1","linux":{"namespaces":[null]}}              | /linux/namespaces/0: expected an object, found null
            {"ociVersion":"1","ociVersion":"2"}                           | /ociVersion: line 1, column 31: Duplicate Object property "ociVersion"
            {"ociVersion":"1","later":{"a":1,"a":2}}                      | /later/a: line 1, column 37: Duplicate Object property "a"
            {"ociVersion":"1"} {}                                         | line 1, column 20: expected the end of the document, found an object
            """)
    void theMessageNamesThePlaceAndBothTypes(String json, String message) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(SpecException.class).hasMessage(message);
    }

    @Test
    void anEmptyDocumentIsRefused() {
        assertThatThrownBy(() -> read(" \n")).isInstanceOf(SpecException.class).hasMessage("the document is empty");
    }

    @Test
    void aSyntaxErrorIsFoundByLineAndColumn() {
        assertThatThrownBy(() -> read("{\n  \"ociVersion\": \"1.3.0\",\n  \"mounts\": [,]\n}"))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith("/mounts/0: line 3, column 14: Unexpected character (',' (code 44))");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {]
            {"ociVersion":"1",}
            {'ociVersion':"1"}
            {"ociVersion":"1"} // no comments
            {"ociVersion":NaN}
            {"ociVersion":01}
            {"ociVersion":"\\x"}
            {"ociVersion":"1"}}
            """)
    void whatIsNoJsonIsRefused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(SpecException.class).hasMessageContaining("line 1, column ");
    }

    @Test
    void aDocumentCutOffAnywhereIsRefusedInOneLine() {
        byte[] json = Sample.named("config/good/everything.json").json();
        int end = new String(json, StandardCharsets.UTF_8).stripTrailing().length();
        for (int length = 0; length < end; length++) {
            byte[] part = Arrays.copyOf(json, length);
            assertThatThrownBy(() -> SpecReader.read(Config.class, part))
                    .isInstanceOf(SpecException.class)
                    .message()
                    .doesNotContain("\n", "[Source");
        }
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        byte[] json = "{\"ociVersion\":\"1.x.0\"}".getBytes(StandardCharsets.UTF_8);
        for (byte wrong : new byte[] {(byte) 0xff, (byte) 0xc0, (byte) 0x80}) {
            json[17] = wrong;
            assertThatThrownBy(() -> SpecReader.read(Config.class, json)).isInstanceOf(SpecException.class);
        }
    }

    @Test
    void deepNestingIsRefusedAndDoesNotOverflowTheStack() {
        String deep = "{\"later\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        assertThatThrownBy(() -> read(deep)).isInstanceOf(SpecException.class);
    }

    @Test
    void theConstructorsOfRecordsKeepToTheRangesToo() {
        assertThatThrownBy(() -> new User(-1, 0, Optional.empty(), List.of(), Optional.empty()))
                .isInstanceOf(SpecException.class)
                .hasMessage("/uid: expected a number from 0 to 4294967295, found -1");
    }
}
