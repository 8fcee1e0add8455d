/** The worker: answers calls of the models that the page fits. */
import { bgNbd } from "retention-economics";
import { answerCalls } from "retention-economics/worker";

answerCalls({ bgNbd });
