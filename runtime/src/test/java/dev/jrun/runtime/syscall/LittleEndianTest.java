package dev.jrun.runtime.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LittleEndianTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 0x80, 0x4255f0, 0x7f03_ea41_7010L, -1, -100, Long.MIN_VALUE, Long.MAX_VALUE})
    void aNumberStandsAsByteBuffersWriteItAndNothingElseIsChanged(long number) {
        byte[] bytes = new byte[24];

        LittleEndian.put(bytes, 8, number);

        ByteBuffer written = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(written.getLong(0)).isZero();
        assertThat(written.getLong(8)).isEqualTo(number);
        assertThat(written.getLong(16)).isZero();
    }
}
