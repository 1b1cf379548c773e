package dev.jrun.runtime.criu;

/**
 * The folders that criu works in, by descriptors of the process that has made its socket.
 *
 * @param images where the images are
 * @param work where the log goes
 */
public record ImageFds(int images, int work) {
    void addTo(CriuRequest.Builder request, String logFile) {
        request.set(CriuOption.IMAGES_DIR_FD, images)
                .set(CriuOption.WORK_DIR_FD, work)
                .set(CriuOption.LOG_LEVEL, 4)
                .set(CriuOption.LOG_FILE, logFile);
    }
}
